import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where the Vulkan loader looks for drivers on Linux (Vulkan-Loader, docs/LoaderDriverInterface.md). */
function driverFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const home = env['HOME'] ?? homedir();
  const roots = [
    env['XDG_CONFIG_HOME'] ?? join(home, '.config'),
    ...(env['XDG_CONFIG_DIRS'] ?? '/etc/xdg').split(delimiter),
    '/etc',
    '/usr/local/etc',
    env['XDG_DATA_HOME'] ?? join(home, '.local/share'),
    ...(env['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share').split(delimiter),
  ];
  return roots.map((root) => join(root, 'vulkan', 'icd.d'));
}

/**
 * Whether a Vulkan driver is registered, so that WebGPU on Linux can find one. Asking WebGPU itself makes its native
 * part write warnings to stderr on every machine without a GPU. Names of drivers only: whether one works is for a
 * probe to say.
 */
export function hasVulkanDriver(
  env: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = driverFolders(env),
): boolean {
  if (
    ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'].some((name) => (env[name] ?? '') !== '')
  ) {
    return true;
  }
  return folders.some((folder) => {
    try {
      return readdirSync(folder).some((name) => name.endsWith('.json'));
    } catch {
      return false;
    }
  });
}
