import { notFound } from "next/navigation";

/** Any address without a screen: answered inside the frame, with status 404. */
export default function UnknownPage() {
  notFound();
}
