import { Screen, ScreenHead } from "@/components/frame/screen";

export default function HomePage() {
  return (
    <Screen crumbs={[{ label: "Observe" }, { label: "Home" }]}>
      <ScreenHead title="Home" />
    </Screen>
  );
}
