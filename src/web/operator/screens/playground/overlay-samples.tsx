/** Playground: tabs, code, and everything that opens above the page. */
import { Copy, FileDown, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Dialog, Drawer } from '../../../ui/dialog.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../ui/menu.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { TextArea } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Tooltip } from '../../../ui/tooltip.tsx';

const plan = [
  { name: 'Mail', value: 'office@harborview.example.test' },
  { name: 'Attaches', value: 'PDF of INV-2026-0412' },
  { name: 'Asks for', value: <Money minor={248_250n} currency="USD" locale="en-US" emphasis="strong" /> },
];

function Opened({ which, onClose }: { which: 'dialog' | 'drawer' | null; onClose: () => void }) {
  const [comment, setComment] = useState('');
  return (
    <>
      <Dialog
        open={which === 'dialog'}
        onOpenChange={(open) => !open && onClose()}
        title="Request approval to send"
        description="This is all that would happen. Nothing has happened yet."
        actions={
          <>
            <Button onClick={onClose}>Not now</Button>
            <Button
              variant="primary"
              onClick={() => {
                onClose();
                toast({ title: 'Approval requested', description: 'Priya Raman was told.' });
              }}
            >
              Request approval
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          <KeyValue items={plan} />
          <TextArea
            label="Comment for the approver"
            optional
            value={comment}
            onChange={setComment}
            rows={3}
          />
        </div>
      </Dialog>
      <Drawer
        open={which === 'drawer'}
        onOpenChange={(open) => !open && onClose()}
        title="Job 1187"
        description="Exterior wash"
      >
        <KeyValue items={plan} />
      </Drawer>
    </>
  );
}

function Openers() {
  const [which, setWhich] = useState<'dialog' | 'drawer' | null>(null);
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setWhich('dialog')}>Open dialog</Button>
      <Button onClick={() => setWhich('drawer')}>Open drawer</Button>
      <Menu trigger={<Button>Open menu</Button>}>
        <MenuItem icon={FileDown} onSelect={() => {}}>
          Download PDF
        </MenuItem>
        <MenuItem icon={Copy} onSelect={() => {}}>
          Copy number
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={() => {}}>
          Discard draft
        </MenuItem>
      </Menu>
      <Tooltip text="Counted in the issuer’s time zone">
        <Button>Has a tooltip</Button>
      </Tooltip>
      <Button
        onClick={() =>
          toast({ title: 'Invoice sent', description: 'Accepted for office@harborview.example.test.' })
        }
      >
        Toast
      </Button>
      <Button
        onClick={() =>
          toast({
            kind: 'failed',
            title: 'Not sent',
            description: 'The mail server refused it.',
            action: { label: 'Open incident', onPress: () => {} },
          })
        }
      >
        Failed toast
      </Button>
      <Opened which={which} onClose={() => setWhich(null)} />
    </div>
  );
}

export function OverlaySamples() {
  return (
    <Panel title="Tabs, code, overlays">
      <div className="grid grid-cols-1 gap-6">
        <Tabs
          label="Client"
          tabs={[
            { value: 'account', label: 'Account', panel: <p>Contracts, invoices, balance, statement.</p> },
            { value: 'invoices', label: 'Invoices', count: 38, panel: <p>38 invoices.</p> },
            { value: 'jobs', label: 'Jobs', count: 1_514, panel: <p>1,514 jobs.</p> },
          ]}
        />
        <CodeBlock label="pay link" code="https://pay.example.test/pay/9f2kq7c1v8m4n6b3" />
        <Openers />
      </div>
    </Panel>
  );
}
