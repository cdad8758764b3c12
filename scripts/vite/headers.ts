import { boundHeaders, contentSecurityPolicy, isolationHeaders } from '../../workers/policy.ts';

/** Headers that a server which can set any should send with every file. A meta tag cannot carry frame-ancestors. */
export const serverHeaders: Record<string, string> = {
  ...isolationHeaders,
  ...boundHeaders,
  'Content-Security-Policy': `${contentSecurityPolicy('self')}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
};
