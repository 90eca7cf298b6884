// node worker.mjs ENGINE cold|verify|single|scale [ARG]
const [, , name, mode, arg] = process.argv
const m = await import(`./engines/${name}.mjs`)
const { jsonl, json } = await import('./lib.mjs')
const now = () => Number(process.hrtime.bigint()) / 1e9
const out = (o) => { process.stdout.write(JSON.stringify(o) + '\n'); process.exit(0) }
const median = (v) => [...v].sort((a, b) => a - b)[v.length >> 1]
if (mode === 'cold') {
  const e = await m.load()
  console.log(JSON.stringify(await e.eval(json('one.json'))))
  process.exit(0)
}
if (mode === 'verify') {
  const e = await m.load()
  const A = jsonl('ce-2000.jsonl'), X = jsonl('expected-2000.jsonl')
  let bad = 0, first = null, checked = 0
  const stop = now() + 15 // a slow engine is asked fewer
  for (let i = 0; i < A.length && (checked < 200 || now() < stop); i++, checked++) {
    const r = await e.eval(A[i])
    if (JSON.stringify(r) !== JSON.stringify(X[i])) { bad++; first ??= [r, X[i]] }
  }
  out({ name: m.NAME, partial: m.PARTIAL ?? null, checked, bad, first })
}
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6 }
if (mode === 'single') {
  const t0 = cpu(); const e = await m.load(); const load = cpu() - t0
  const A = jsonl('ce-2000.jsonl')
  // synchronous engines must not pay for an await
  const one = e.eval(A[0]); const isAsync = one instanceof Promise; await one
  let sink = 0 // keeps the optimiser from dropping unused results
  const run = async (n) => {
    const c = cpu(), w = now()
    if (isAsync) for (let i = 0; i < n; i++) await e.eval(A[i % A.length])
    else for (let i = 0; i < n; i++) { const r = e.eval(A[i % A.length]); if (r.eligible) sink++; if (r.committee === 'K31') sink++; sink += r.failed.length }
    return [cpu() - c, now() - w]
  }
  let n = 10, d = (await run(n))[0]
  while (d < 0.15) { n *= 2; d = (await run(n))[0] }
  n = Math.max(20, Math.floor(0.45 / (d / n))); await run(n >> 1)
  const v = [], w = []
  for (let i = 0; i < 5; i++) { const [c, x] = await run(n); v.push(n / c); w.push(n / x) }
  out({ load_s: load, per_s: median(v), per_s_wall: median(w), used: sink > 0 })
}
if (mode === 'scale') {
  if (!m.scaleLoad) out({ skip: true })
  const n = +arg, t0 = cpu(), o = await m.scaleLoad(json('scale.json').slice(0, n))
  const load = cpu() - t0, I = json('scale-inputs.json'), X = json('scale-expected.json')[n]
  let ok = true
  for (let i = 0; i < 5; i++) ok = (await m.scaleEval(o, I[i])) === X[i] && ok
  const v = [], stop = now() + 0.8
  let reps = 1
  while (v.length < 3 || (now() < stop && v.length < 100)) {
    const t = cpu()
    for (let k = 0; k < reps; k++) { const r = m.scaleEval(o, I[(k + v.length) % I.length]); if (r instanceof Promise) await r }
    const d = cpu() - t
    if (d < 0.005 && !v.length) { reps *= 2; continue }
    v.push(d / reps)
  }
  out({ same: ok, load_s: load, eval_s: median(v) })
}
