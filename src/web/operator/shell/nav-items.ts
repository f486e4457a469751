/**
 * The main navigation, once: order, words, icons. Every list of places in the shell reads it.
 * It does not decide who may see a place; the API refuses, and an empty screen says why.
 */
import {
  BookOpenText,
  Briefcase,
  FileInput,
  House,
  type LucideIcon,
  ReceiptText,
  Settings,
  ShieldCheck,
  Users,
} from 'lucide-react';

export interface NavItem {
  to: '/' | '/jobs' | '/invoices' | '/approvals' | '/clients' | '/imports' | '/books' | '/settings';
  label: string;
  icon: LucideIcon;
  /** On the bottom bar of a phone; the others stand behind "More". */
  onBar: boolean;
}

export const navItems: readonly NavItem[] = [
  { to: '/', label: 'Home', icon: House, onBar: true },
  { to: '/jobs', label: 'Jobs', icon: Briefcase, onBar: true },
  { to: '/invoices', label: 'Invoices', icon: ReceiptText, onBar: true },
  { to: '/approvals', label: 'Approvals', icon: ShieldCheck, onBar: true },
  { to: '/clients', label: 'Clients', icon: Users, onBar: false },
  { to: '/imports', label: 'Imports', icon: FileInput, onBar: false },
  { to: '/books', label: 'Books', icon: BookOpenText, onBar: false },
  { to: '/settings', label: 'Settings', icon: Settings, onBar: false },
];
