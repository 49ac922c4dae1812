import type { Entry, EntryKind, SettingBlock, SettingEntry } from '../catalogue/types.ts';
