'use strict';
const POINTS = 120;
const history = { host: [], own: [] };
const at = (id) => document.getElementById(id);
let words = WORDS[navigator.language.startsWith('zh') ? 'zh' : 'en'];
let view = null;

function speak() {
  document.documentElement.lang = words === WORDS.zh ? 'zh-CN' : 'en';
  at('language').value = words === WORDS.zh ? 'zh' : 'en';
  document.querySelectorAll('[data-word]').forEach((e) => { e.textContent = words[e.dataset.word]; });
  at('chart').setAttribute('aria-label', words.load);
  if (view) show(view);
}

const number = (value, digits, unit) =>
  value === undefined || value === null ? words.unknown : value.toFixed(digits) + unit;
// What the worker says in words; a sentence that nobody translated stays as it is.
const said = (text) => {
  const known = (words.said || []).find(([sentence]) => sentence.test(text));
  return known ? text.replace(known[0], known[1]) : text;
};
const seconds = (millis) => (millis / 1000).toFixed(0) + ' s';
const mebi = (bytes) => (bytes === undefined || bytes === null ? undefined : bytes / 1048576);

function row(cells) {
  const tr = document.createElement('tr');
  cells.forEach(([text, isNumber]) => {
    const td = document.createElement('td');
    td.textContent = text;
    if (isNumber) td.className = 'n';
    tr.append(td);
  });
  return tr;
}

function pairs(list, entries) {
  list.replaceChildren();
  entries.forEach(([name, value, kind]) => {
    const dt = document.createElement('dt');
    const dd = document.createElement('dd');
    dt.textContent = name;
    dd.textContent = value;
    if (kind) dt.className = kind;
    list.append(dt, dd);
  });
}

function draw(id, values) {
  const step = 240 / (POINTS - 1);
  const from = POINTS - values.length;
  at(id).setAttribute('points', values
    .map((v, i) => `${((from + i) * step).toFixed(1)},${(58 - v * 0.56).toFixed(1)}`).join(' '));
}

function remember(load) {
  [['host', load.hostPercent], ['own', load.ownPercent]].forEach(([name, value]) => {
    if (value === undefined || value === null) return;
    history[name].push(value);
    if (history[name].length > POINTS) history[name].shift();
  });
  draw('line-host', history.host);
  draw('line-own', history.own);
}

function handedOn(sharing) {
  const limit = sharing.mostBytesPerSecond;
  return `${mebi(sharing.bytes).toFixed(1)} MiB → ${sharing.readers}, ` + (limit === undefined
    ? words.none2 : `≤ ${(limit / 1024).toFixed(0)} KiB/s`);
}

function registry(from) {
  return [
    `${from.address}: ${mebi(from.bytes).toFixed(1)} MiB`, said(from.problem),
    ...from.stale.map((what) => `${words.stale}: ${what}`),
  ].filter(Boolean).join(' · ');
}

function sensors(load, grid, sharing) {
  const power = load.onBattery === undefined ? words.unknown
    : load.onBattery ? `${words.battery} ${number(load.batteryPercent, 0, ' %')}` : words.mains;
  pairs(at('sensors'), [
    [words.you, number(load.hostPercent, 0, ' %'), 'host'],
    [words.grid, number(load.ownPercent, 0, ' %'), 'own'],
    [words.memoryFree, number(mebi(load.memoryAvailableBytes), 0, ' MiB')],
    [words.diskFree, number(mebi(load.diskFreeBytes), 0, ' MiB')],
    [words.temperature, number(load.celsius, 0, ' °C')],
    [words.power, power],
    [words.diskWait, number(load.diskWaitPercent, 0, ' %')],
    [words.network, number(mebi(load.ownerBytesPerSecond), 1, ' MiB/s')],
    [words.forecast, grid ? `${grid.idlePercent.toFixed(0)} % ${words.idleFor} ${grid.spanMinutes} min (${grid.basis})` : words.notTold],
    [words.credit, grid ? `${(grid.creditSeconds / 3600).toFixed(2)} ${words.cpuHours}, ${grid.validated} ${words.unitsDone}` : words.notTold],
    ...(sharing ? [[words.handedOn, handedOn(sharing)]] : []),
    ...(sharing && sharing.registry ? [[words.registry, registry(sharing.registry)]] : []),
  ]);
}

function harm(account) {
  at('days').replaceChildren(...account.days.slice(-14).reverse().map((d) => row([
    [d.date], [d.waitedMillis + ' ms', true], [d.queuedMillis + ' ms', true], [d.suspensions, true],
    [d.falseAlarms, true], [d.left, true], [d.ranOn, true], [(d.lentMillis / 3.6e6).toFixed(2), true],
    [(d.cpuMillis / 3.6e6).toFixed(2), true],
  ])));
  at('attempts').replaceChildren(...account.attempts.slice(-20).reverse().map((a) => row([
    [`${a.title} ${a.name}`], [a.account], [a.waitedMillis + ' ms', true], [a.suspensions, true],
    [seconds(a.activeMillis), true],
  ])));
}

function show(now) {
  view = now;
  at('device').textContent = now.device;
  document.title = `IdleGrid: ${now.device}`;
  at('lending').textContent = words[now.lending] || now.lending;
  at('reason').textContent = [said(now.reason), now.until && `${words.until} ${new Date(now.until).toLocaleString()}`]
    .filter(Boolean).join(' · ');
  at('coordinator').textContent = `${now.connected ? words.connected : words.unreachable} ${now.coordinator}`;
  sensors(now.load, now.grid, now.sharing);
  at('no-units').hidden = now.attempts.length > 0;
  at('units').replaceChildren(...now.attempts.map((a) => row([
    [`${a.title} ${a.name}`], [a.account], [words[a.phase === 'queued' ? 'queued_phase' : a.phase] || a.phase],
    [seconds(a.activeMillis), true], [seconds(a.cpuMillis), true],
  ])));
  harm(now.harm);
  const l = now.limits;
  pairs(at('limits'), [
    [words.cores, `${l.coresNow.toFixed(1)} ${words.now}, ${words.of} ${l.cores.toFixed(1)}`],
    [words.memory, `${mebi(l.memoryBytes).toFixed(0)} MiB`],
    [words.disk, `${mebi(l.diskBytes).toFixed(0)} MiB`],
    [words.stops, `${l.cpuEnterPercent} %, ${words.back} ${l.cpuLeavePercent} % ${words.yourLoad}`],
    [words.hot, l.mostCelsius === undefined ? words.none2 : `${l.mostCelsius} °C`],
    [words.schedule, l.schedule],
  ]);
  const told = now.policyErrors.concat(now.unknown.map((u) => `${u}: ${words.unknown}`), now.warnings);
  at('warnings').replaceChildren(...told.map((text) => {
    const li = document.createElement('li');
    li.textContent = text;
    return li;
  }));
}

async function call(path, body) {
  const answer = await fetch(`api/${path}`, body === undefined ? {} : {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error);
  return value;
}

function trouble(text) {
  at('trouble').textContent = text;
  at('trouble').hidden = !text;
}

async function refresh() {
  try {
    const now = await call('view');
    remember(now.load);
    show(now);
    trouble('');
  } catch (error) {
    trouble(`${words.gone} ${error.message}`);
  }
}

async function order(path, body) {
  try {
    show(await call(path, body));
    trouble('');
  } catch (error) {
    trouble(error.message);
  }
}

async function burst() {
  at('test').disabled = true;
  at('burst').textContent = words.testing;
  try {
    const b = await call('test', {});
    at('burst').textContent = b.stoppedMillis === undefined || b.stoppedMillis === null ? b.note
      : `${words.stood}: ${b.stoppedMillis} ms. ${words.went}: ${b.backMillis ?? '–'} ms. (${b.note})`;
  } catch (error) {
    at('burst').textContent = error.message;
  }
  at('test').disabled = false;
  refresh();
}

async function policy() {
  const p = await call('policy');
  at('policy-file').textContent = `${words.file}: ${p.file}`;
  at('policy').textContent = p.text;
}

at('language').addEventListener('change', (e) => { words = WORDS[e.target.value]; speak(); });
at('pause').addEventListener('click', () => order('pause', {}));
at('pause1').addEventListener('click', () => order('pause', { time: '1h' }));
at('pause8').addEventListener('click', () => order('pause', { time: '8h' }));
at('finish').addEventListener('click', () => order('finish', {}));
at('resume').addEventListener('click', () => order('resume', {}));
at('test').addEventListener('click', burst);
document.querySelector('details').addEventListener('toggle', policy);
speak();
refresh();
setInterval(() => { if (!document.hidden) refresh(); }, 2000);
