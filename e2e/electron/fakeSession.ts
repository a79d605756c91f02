import { EventEmitter } from 'node:events';

/** Some of those that pages ask for. */
const PERMISSIONS = ['clipboard-read', 'clipboard-sanitized-write', 'fullscreen', 'media', 'notifications'];

/** What a session was told. */
export class FakeSession extends EventEmitter {
  /** Of what pages ask for, by name; `device` is any device. */
  readonly granted = { permissions: [] as string[], checks: [] as string[], device: true };
  isSpellingChecked = true;
  isRequestCanceled: (url: string) => boolean = () => false;
  readonly webRequest = {
    onBeforeRequest: (
      listener: (
        details: { readonly url: string },
        callback: (response: { cancel: boolean }) => void,
      ) => void,
    ): void => {
      this.isRequestCanceled = (url) => {
        let isCanceled = false;
        listener({ url }, ({ cancel }) => (isCanceled = cancel));
        return isCanceled;
      };
    },
  };

  setPermissionRequestHandler(handler: unknown): void {
    const ask = handler as (contents: null, permission: string, callback: (granted: boolean) => void) => void;
    for (const permission of PERMISSIONS) {
      ask(null, permission, (isGranted) => {
        if (isGranted) this.granted.permissions.push(permission);
      });
    }
  }
  setPermissionCheckHandler(handler: unknown): void {
    const check = handler as (contents: null, permission: string) => boolean;
    this.granted.checks.push(...PERMISSIONS.filter((permission) => check(null, permission)));
  }
  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.isSpellingChecked = isEnabled;
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.granted.device = (handler as () => boolean)();
  }
}
