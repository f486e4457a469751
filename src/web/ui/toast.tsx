/**
 * What just happened, in a corner, announced politely (failures: at once). `toast(...)` works from anywhere.
 * A toast is never the only trace of money moving: the record's page shows the same.
 */
import { Toast as Base } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, Info, type LucideIcon, X } from 'lucide-react';
import { IconButton } from './button.tsx';

export type ToastKind = 'done' | 'info' | 'failed';

const kinds: Record<ToastKind, { icon: LucideIcon; className: string }> = {
  done: { icon: CircleCheck, className: 'text-green-fg' },
  info: { icon: Info, className: 'text-blue-fg' },
  failed: { icon: CircleAlert, className: 'text-danger' },
};

const shownMs = 6_000;

/** The queue behind the provider; use `toast`. */
const toastQueue = Base.createToastManager<{ kind: ToastKind }>();

export interface ToastMessage {
  kind?: ToastKind;
  title: string;
  description?: string;
  /** One way to go on, for example "Undo" or "Open". */
  action?: { label: string; onPress: () => void };
}

/** Says what just happened. A failure stays until it is dismissed. */
export function toast({ kind = 'done', title, description, action }: ToastMessage): void {
  toastQueue.add({
    title,
    description,
    data: { kind },
    timeout: kind === 'failed' ? 0 : shownMs,
    priority: kind === 'failed' ? 'high' : 'low',
    ...(action ? { actionProps: { children: action.label, onClick: action.onPress } } : {}),
  });
}

/** Put it once beside the app. */
export function Toaster() {
  return (
    <Base.Provider toastManager={toastQueue} limit={3}>
      <Base.Portal>
        <Base.Viewport className="fixed end-3 bottom-[calc(var(--bottom-bar,0px)+0.75rem)] z-60 grid w-[min(24rem,calc(100vw-1.5rem))] gap-2 outline-none sm:end-5 sm:bottom-5">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const { toasts } = Base.useToastManager<{ kind: ToastKind }>();
  return toasts.map((item) => {
    const { icon: Icon, className } = kinds[item.data?.kind ?? 'info'];
    return (
      <Base.Root key={item.id} toast={item} className="popup data-limited:hidden">
        <Base.Content className="flex items-start gap-3 py-1.5 ps-3.5 pe-1.5">
          <Icon aria-hidden size={18} className={`mt-2 shrink-0 ${className}`} />
          <div className="min-w-0 flex-1 py-1.5">
            <Base.Title className="font-semibold" />
            <Base.Description className="text-ink-2" />
            {item.actionProps && (
              <Base.Action className="mt-1 rounded-s font-semibold text-accent underline underline-offset-3 hover:text-accent-hover" />
            )}
          </div>
          <Base.Close render={<IconButton icon={X} label="Dismiss" />} />
        </Base.Content>
      </Base.Root>
    );
  });
}
