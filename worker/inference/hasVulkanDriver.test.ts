import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasVulkanDriver } from './hasVulkanDriver.ts';

describe('hasVulkanDriver', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'earshot-vulkan-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds a driver file in one of the folders', () => {
    writeFileSync(join(folder, 'maker_icd.x86_64.json'), '{}');
    expect(hasVulkanDriver({}, [join(folder, 'absent'), folder])).toBe(true);
  });

  it('finds none in folders without driver files', () => {
    writeFileSync(join(folder, 'README'), '');
    expect(hasVulkanDriver({}, [join(folder, 'absent'), folder])).toBe(false);
  });

  it('believes the variables that name a driver', () => {
    expect(hasVulkanDriver({ VK_DRIVER_FILES: '/opt/driver.json' }, [])).toBe(true);
    expect(hasVulkanDriver({ VK_DRIVER_FILES: '' }, [])).toBe(false);
  });
});
