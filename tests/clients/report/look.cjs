// Opens pages as their readers do, and fails on whatever a reader would stumble over.
const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');

(async () => {
  const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  let wrong = 0;
  const complain = (where, what) => { wrong += 1; console.error(`${where}: ${what}`); };
  for (const file of process.argv.slice(2)) {
    for (const width of [390, 1280]) {
      for (const look of ['light', 'dark', 'print']) {
        const where = `${file} ${width} ${look}`;
        const page = await browser.newPage();
        page.on('console', (message) => complain(where, `console: ${message.text()}`));
        page.on('pageerror', (error) => complain(where, `error: ${error}`));
        page.on('request', (request) => {
          if (request.url() !== `file://${path.resolve(file)}`) complain(where, `asks for ${request.url()}`);
        });
        await page.setViewport({ width, height: 900 });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look === 'dark' ? 'dark' : 'light' }]);
        if (look === 'print') await page.emulateMediaType('print');
        await page.goto(`file://${path.resolve(file)}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (look !== 'print' && wide > width) complain(where, `is ${wide} wide`);
        await page.screenshot({ path: file.replace('.html', `-${width}-${look}.png`), fullPage: true });
        // Only the checker needs leave to run; the page itself was looked at under its own policy.
        const checked = await browser.newPage();
        await checked.setBypassCSP(true);
        await checked.setViewport({ width, height: 900 });
        await checked.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look === 'dark' ? 'dark' : 'light' }]);
        if (look === 'print') await checked.emulateMediaType('print');
        await checked.goto(`file://${path.resolve(file)}`);
        await checked.evaluate(axe);
        const found = await checked.evaluate(() => axe.run());
        for (const rule of found.violations) {
          if (['serious', 'critical'].includes(rule.impact)) complain(where, `${rule.id}: ${rule.nodes[0].html.slice(0, 200)}`);
        }
        console.log(`${where}: looked at, ${found.passes.length} rules kept`);
        await checked.close();
        await page.close();
      }
    }
  }
  await browser.close();
  process.exit(wrong ? 1 : 0);
})();
