/** The shapes that the instance answers with. Times are ISO strings in UTC; absent values are null, never missing. */
export type TreeNode = string | readonly [string, ...unknown[]];

export interface Comment {
  id: string;
  number: number | null;
  depth: number;
  parent: string | null;
  kind: string | null;
  name: string | null;
  website: string | null;
  avatar: string | null;
  body: readonly TreeNode[] | null;
  posted_at: string;
  edited_at: string | null;
  state: string;
  badges: readonly string[] | null;
  replies: Comment[];
  more: { count: number; after: string } | null;
}

export interface Ping {
  id: string;
  kind: string;
  name: string | null;
  website: string | null;
  posted_at: string;
  body: readonly TreeNode[] | null;
}

export interface Settings {
  title: string | null;
  invitation: string | null;
  guidelines_url: string | null;
  notice: string | null;
  consent: string | null;
  order: string;
  page_size: number;
  depth: number;
  moderation: string;
  edit_minutes: number;
  min_length: number;
  max_length: number;
  lang: string | null;
  avatars: string;
}

export interface ThreadAnswer {
  thread: {
    id: string | null;
    url: string;
    title: string | null;
    count: number;
    open: boolean;
    closes_at: string | null;
    version: number;
  };
  page: { number: number; pages: number; size: number; roots: number };
  around: { id: string; page: number } | null;
  settings: Settings;
  comments: Comment[];
  pings?: Ping[] | null;
}

export interface RepliesAnswer {
  comments: Comment[];
  more: { count: number; after: string } | null;
}

export interface PostAnswer {
  comment: Comment;
  state: string;
  edit_token: string;
  edit_until: string;
  writer_token: string;
  version: number;
}

export interface WriterView {
  comment: Comment | null;
  state: string;
  text: string;
  edit_until: string;
  version?: number;
}

export interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: Record<string, { code: string; detail: string }> | null;
}
