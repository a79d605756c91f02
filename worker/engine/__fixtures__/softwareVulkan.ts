import { existsSync } from 'node:fs';

/** Where Debian's packages of Chromium put SwiftShader, a Vulkan driver that needs no GPU. */
const DRIVER_FILES = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/usr/share/chromium/vk_swiftshader_icd.json'];

/**
 * Environment in which WebGPU runs on SwiftShader on Linux, whatever GPU the machine has; other systems bring a GPU
 * of their own. Throws with what to install where there is none.
 */
export function softwareVulkan(): NodeJS.ProcessEnv {
  if (process.platform !== 'linux') return { ...process.env };
  const driver = DRIVER_FILES.find((path) => existsSync(path));
  if (driver === undefined) {
    throw new Error(`No SwiftShader at ${DRIVER_FILES.join(' or ')}: apt-get install chromium`);
  }
  return { ...process.env, VK_DRIVER_FILES: driver };
}
