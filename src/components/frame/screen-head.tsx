import type { ReactNode } from "react";

type ScreenHeadProps = {
  title: ReactNode;
  /** Beside the title: badge, id. */
  beside?: ReactNode;
  actions?: ReactNode;
  /** The state in a sentence, under the title. */
  sentence?: ReactNode;
  children?: ReactNode;
};

export function ScreenHead({ title, beside, actions, sentence, children }: ScreenHeadProps) {
  return (
    <header className="shrink-0 px-6 pt-3.5 pb-3 max-wide:px-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="min-w-0 wrap-anywhere max-narrow:text-lg">{title}</h1>
        {beside}
        {actions && (
          <div className="ml-auto flex flex-wrap items-center gap-2 max-narrow:order-1 max-narrow:ml-0">{actions}</div>
        )}
        {sentence && (
          <p className="-mt-0.5 basis-full text-ink-soft">
            <span className="block max-w-[110ch]">{sentence}</span>
          </p>
        )}
      </div>
      {children}
    </header>
  );
}
