// Remakes the data of this folder from the Unicode CLDR packages on npm. Needs Node 18 or newer, npm and tar:
//
//   node samples/Almanac/Data/remake.mjs
//
// The output depends on the version below alone, so that a second run changes nothing.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '48.2.0';
const packages = ['cldr-core', 'cldr-bcp47', 'cldr-localenames-full', 'cldr-dates-full', 'cldr-numbers-full'];
const siteLanguages = ['ar', 'de', 'en', 'es', 'fr', 'ja', 'ru', 'zh'];
// A second script of a language that is listed in its first one already.
const leftOutLocales = new Set(['hi-Latn', 'kk-Arab', 'sr-Latn', 'yue-Hans']);

const target = fileURLToPath(new URL('.', import.meta.url));
const parsed = new Map();
const work = mkdtempSync(join(tmpdir(), 'almanac-'));
try {
  for (const name of packages) {
    const archive = execFileSync('npm', ['pack', '--silent', `${name}@${version}`], { cwd: work, encoding: 'utf8' }).trim();
    const folder = join(work, name);
    mkdirSync(folder);
    execFileSync('tar', ['-xzf', join(work, archive), '-C', folder, '--strip-components=1']);
  }
  remake();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function remake() {
  const zones = readZones();
  const territories = readTerritories(zones);
  const currencies = [...new Set(territories.flatMap(territory => territory.currencies))].sort();
  const locales = readLocales();
  const languages = readLanguages(territories, locales);

  rmSync(join(target, 'names'), { recursive: true, force: true });
  mkdirSync(join(target, 'names'));
  copyFileSync(join(work, 'cldr-core', 'LICENSE'), join(target, 'LICENSE'));
  writeList('territories.json', territories);
  writeList('languages.json', languages);
  writeList('currencies.json', currencies.map(readCurrency));
  write('numbers.json', table(siteLanguages.map(language => [language, readCompactNumbers(language)])));
  for (const locale of locales) {
    write(`names/${locale}.json`, table(Object.entries(readNames(locale, territories, languages, currencies, zones))));
  }
}

function readTerritories(zones) {
  const info = supplemental('territoryInfo').territoryInfo;
  const codes = supplemental('codeMappings').codeMappings;
  const places = readPlaces();
  const tender = supplemental('currencyData').currencyData.region;
  const week = supplemental('weekData').weekData;
  const measures = supplemental('measurementData').measurementData.measurementSystem;
  const clock = supplemental('timeData').timeData;

  return Object.keys(info).filter(code => code !== 'ZZ').sort().map(code => ({
    code,
    alpha3: codes[code]?._alpha3,
    number: codes[code]?._numeric,
    continent: places.get(code).continent,
    region: places.get(code).region,
    population: Number(info[code]._population),
    gdp: Number(info[code]._gdp) || undefined,
    literacy: Number(info[code]._literacyPercent) || undefined,
    firstDay: week.firstDay[code] ?? week.firstDay['001'],
    units: measures[code] ?? measures['001'],
    clock: (clock[code] ?? clock['001'])._preferred.startsWith('h') ? 12 : 24,
    currencies: currentTender(tender[code] ?? []),
    languages: spokenLanguages(info[code].languagePopulation ?? {}),
    zones: zones.filter(zone => zone.territory === code).map(zone => zone.id),
  }));
}

// Each territory's continent, and the subregion it stands in.
function readPlaces() {
  const containment = supplemental('territoryContainment').territoryContainment;
  const places = new Map();
  const walk = (group, continent) => {
    for (const member of containment[group]._contains) {
      if (containment[member]) walk(member, continent);
      else places.set(member, { continent, region: group });
    }
  };
  for (const continent of containment['001']._contains) walk(continent, continent);
  return places;
}

function currentTender(history) {
  return history
    .flatMap(entry => Object.entries(entry))
    .filter(([, period]) => !period._to && period._tender !== 'false')
    .map(([code]) => code);
}

// CLDR counts a language once for each script it is written in; the same people stand behind both, so the larger counts.
function spokenLanguages(population) {
  const spoken = new Map();
  for (const [tag, facts] of Object.entries(population)) {
    const code = tag.split('_')[0];
    const percent = Number(facts._populationPercent);
    const known = spoken.get(code);
    const status = facts._officialStatus ?? known?.status;
    spoken.set(code, { code, percent: Math.max(percent, known?.percent ?? 0), status });
  }
  spoken.delete('und');
  return [...spoken.values()].sort((a, b) => b.percent - a.percent || compare(a.code, b.code));
}

// CLDR says in its table of Windows zones which territory a zone belongs to, and in BCP 47 what IANA calls it today.
function readZones() {
  const names = read('cldr-bcp47', 'bcp47/timezone.json').keyword.u.tz;
  const canonical = new Map();
  for (const [key, zone] of Object.entries(names)) {
    if (key.startsWith('_') || zone._deprecated || !zone._alias) continue;
    const aliases = zone._alias.split(' ');
    for (const alias of aliases) canonical.set(alias, { key, cldr: aliases[0], id: zone._iana ?? aliases[0] });
  }
  const zones = new Map();
  for (const { mapZone } of supplemental('windowsZones').windowsZones.mapTimezones) {
    if (mapZone._territory === '001' || mapZone._territory === 'ZZ') continue;
    for (const alias of mapZone._type.split(' ')) {
      const zone = canonical.get(alias);
      if (zone) zones.set(zone.id, { ...zone, territory: mapZone._territory });
    }
  }
  return [...zones.values()].sort((a, b) => compare(a.id, b.id));
}

// The locales whose names CLDR has gathered with care.
function readLocales() {
  const levels = read('cldr-core', 'coverageLevels.json').coverageLevels;
  return Object.keys(levels).filter(locale => levels[locale] !== 'basic' && !leftOutLocales.has(locale)).sort();
}

function readLanguages(territories, locales) {
  const likely = supplemental('likelySubtags').likelySubtags;
  const scripts = read('cldr-core', 'scriptMetadata.json').scriptMetadata;
  const codes = new Set([...territories.flatMap(territory => territory.languages.map(language => language.code)), ...locales]);
  return [...codes].sort().map(code => {
    const script = code.split('-')[1] ?? likely[code]?.split('-')[1];
    const named = existsSync(join(work, 'cldr-localenames-full', 'main', code, 'languages.json'));
    const autonym = named ? displayNames(code, 'languages')[code] : undefined;
    return {
      code,
      script,
      rightToLeft: scripts[script]?.rtl === 'YES' || undefined,
      autonym: autonym === code ? undefined : autonym,
    };
  });
}

function readCurrency(code) {
  const fractions = supplemental('currencyData').currencyData.fractions;
  const names = main('cldr-numbers-full', 'en', 'currencies').numbers.currencies[code];
  return {
    code,
    digits: Number((fractions[code] ?? fractions.DEFAULT)._digits),
    symbol: names['symbol-alt-narrow'] ?? (names.symbol === code ? undefined : names.symbol),
  };
}

// For each power of ten the pattern of a shortened number: "0M" from a million on.
function readCompactNumbers(language) {
  const patterns = main('cldr-numbers-full', language, 'numbers').numbers['decimalFormats-numberSystem-latn'].short.decimalFormat;
  return Object.fromEntries(Object.entries(patterns)
    .filter(([key]) => key.endsWith('-count-other') && key.length <= '1000000000000000-count-other'.length)
    .map(([key, pattern]) => [key.split('-')[0], pattern.replaceAll("'", '')]));
}

function readNames(locale, territories, languages, currencies, zones) {
  const places = new Set(['001', ...territories.flatMap(({ code, continent, region }) => [code, continent, region])]);
  const names = { territory: pick(displayNames(locale, 'territories'), places) };
  if (!siteLanguages.includes(locale)) return names;

  names.language = pick(displayNames(locale, 'languages'), languages.map(language => language.code));
  names.script = pick(displayNames(locale, 'scripts'), new Set(languages.map(language => language.script)));
  const money = main('cldr-numbers-full', locale, 'currencies').numbers.currencies;
  names.currency = pick(Object.fromEntries(currencies.map(code => [code, money[code]?.displayName])), currencies);
  const cities = main('cldr-dates-full', locale, 'timeZoneNames').dates.timeZoneNames.zone;
  names.city = Object.fromEntries(zones.map(zone => [zone.id, exemplarCity(cities, zone)]).filter(([, city]) => city));
  return names;
}

function exemplarCity(cities, zone) {
  const entry = zone.cldr.split('/').reduce((level, part) => level?.[part], cities);
  return entry?.exemplarCity ?? zone.id.split('/').at(-1).replaceAll('_', ' ');
}

function pick(names, codes) {
  return Object.fromEntries([...codes].sort().filter(code => names[code] && names[code] !== code).map(code => [code, names[code]]));
}

function displayNames(locale, kind) {
  return main('cldr-localenames-full', locale, kind).localeDisplayNames[kind];
}

function main(name, locale, file) {
  return read(name, `main/${locale}/${file}.json`).main[locale];
}

function supplemental(file) {
  return read('cldr-core', `supplemental/${file}.json`).supplemental;
}

function read(name, path) {
  const file = join(work, name, path);
  if (!parsed.has(file)) parsed.set(file, JSON.parse(readFileSync(file, 'utf8')));
  return parsed.get(file);
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// One entry a line, so that a difference between two versions can be read.
function writeList(name, entries) {
  write(name, `[\n${entries.map(entry => JSON.stringify(entry)).join(',\n')}\n]`);
}

function table(rows) {
  return `{\n${rows.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')}\n}`;
}

function write(name, text) {
  writeFileSync(join(target, name), `${text}\n`);
}
