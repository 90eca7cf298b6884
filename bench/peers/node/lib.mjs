// Shared: data files written by bench.peers.data, module loading from $PEERS_NODE, applicant helpers.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const req = createRequire(join(process.env.PEERS_NODE ?? '.', 'package.json'))
export const data = (f) => join(process.env.PEERS_DATA ?? '.', f)
export const json = (f) => JSON.parse(readFileSync(data(f), 'utf8'))
export const jsonl = (f) => readFileSync(data(f), 'utf8').trim().split('\n').map((l) => JSON.parse(l))
export const T = json('tables.json') // {levels, employers, regions, mountain, series, routes}
export const KEYS = ['series', 'level', 'employer_type', 'region']
export const conds = (row) => KEYS.map((k, i) => [k, row[i]]).filter(([, v]) => v !== 'any')
export const passes = (r) => r.year < 2019 || (r.total >= 90 && r.professional >= 60 && r.public >= 18 && r.general_public >= 12)
export function stats(a) {
  const low = a.declared_year - (Math.max(a.required_years, 2) + 3)
  let y0 = false, y1 = false, n = 0
  for (const r of a.records) {
    if (!passes(r)) continue
    if (r.year === a.declared_year) y0 = true
    if (r.year === a.declared_year - 1) y1 = true
    if (r.year > low && r.year <= a.declared_year) n++
  }
  return { y0, y1, n }
}
export const result = (failed, committee, separate) =>
  ({ eligible: failed.length === 0, committee: committee || null, separate_list: !!separate, failed: failed.sort() })
