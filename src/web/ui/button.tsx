/**
 * The buttons of the product: four weights, two sizes, one loading state.
 * A button here is always allowed; one that an approval stops is a GatedButton. It does not navigate: a link
 * that should look like a button takes `buttonClass`.
 */
import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'medium' | 'small';

const weights: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover border-transparent font-semibold',
  secondary: 'bg-surface text-ink border-line-strong hover:border-ink-2 hover:bg-paper font-medium',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-sunken hover:text-ink font-medium',
  danger: 'bg-danger text-danger-ink hover:bg-danger-hover border-transparent font-semibold',
};

const sizes: Record<ButtonSize, string> = {
  medium: 'min-h-(--control) px-3.5 text-md gap-2',
  small: 'min-h-(--control-small) px-2.5 text-sm gap-1.5',
};

/** The look of a button, for links that act as one. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'medium'): string {
  return classNames(
    'inline-flex items-center justify-center rounded-m border whitespace-nowrap select-none no-underline',
    'transition-colors duration-(--quick) disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3',
    'disabled:border-line aria-busy:cursor-progress',
    weights[variant],
    sizes[size],
  );
}

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: LucideIcon;
  /** While true the button keeps its width and focus, announces itself busy and ignores presses. */
  loading?: boolean;
  wide?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const {
    variant,
    size,
    icon: Icon,
    loading = false,
    wide,
    children,
    onClick,
    type = 'button',
    ...rest
  } = props;
  return (
    <button
      {...rest}
      type={type}
      aria-busy={loading || undefined}
      // Not `disabled`: a busy button that loses focus drops the keyboard user at the top of the page.
      aria-disabled={loading || undefined}
      onClick={(event) => {
        if (loading) event.preventDefault();
        else onClick?.(event);
      }}
      className={classNames(buttonClass(variant, size), wide && 'w-full')}
    >
      {loading ? (
        <LoaderCircle aria-hidden size={16} className="animate-spin" />
      ) : (
        Icon && <Icon aria-hidden size={16} strokeWidth={2} />
      )}
      {children}
    </button>
  );
}

export interface IconButtonProps
  extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'children'> {
  icon: LucideIcon;
  /** What it does, in words; it is the accessible name and the native hint. */
  label: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A square button with an icon alone. Use it only where the icon is beyond doubt (close, copy, more). */
export function IconButton({ icon: Icon, label, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className="inline-grid size-(--control) shrink-0 place-items-center rounded-m text-ink-2 transition-colors duration-(--quick) hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden size={18} />
    </button>
  );
}
