"""How are the tables of a cabinet filled from the plan? (a statement a table; the audit log is `chain.py`'s)"""

from __future__ import annotations

DOCUMENTS = """
INSERT INTO documents (id, client, holder_key, kind, claim, contacts, sha256, lane, status, stage, revision, attempt,
  created_at, updated_at, decision, decided_at, decided_by, rules, correct_by, window_paused_at, valid_until, wakes_at,
  reminded, replaces, replaced_by, lease_owner, lease_token, lease_until, due_at, tries, sequence)
SELECT id, client, holder_key, kind,
  format('{"declared": {"number": "%s", "series": "%s"}, "former_last_names": [], "holder": {"birth_date": '
    '"19%s-0%s-1%s", "first_name": "Мария", "inn": null, "last_name": "Воробьёва", "middle_name": "Петровна", "snils": '
    'null, "time_zone": %s}, "kind": "%s", "upload": {"name": "paper.jpg", "sha256": "%s", "size": %s}}',
    lpad(n::text, 7, '0'), lpad((n % 999983)::text, 6, '0'), 50 + n % 49, 1 + n % 9, n % 10,
    CASE WHEN n % 20 = 0 THEN '"Asia/Kamchatka"' ELSE 'null' END, kind, sha256, 200000 + r * 100),
  CASE WHEN r % 5 > 0 THEN format('{"email": "reader%s@example.org"}', n) ELSE '{"phone": "+79160000000"}' END,
  sha256, CASE WHEN r % 10 = 0 THEN 'bulk' ELSE 'interactive' END, status,
  CASE status WHEN 'checking' THEN (ARRAY['format_check', 'ocr', 'extraction', 'cross_check', 'decision'])[1 + r % 5]
    WHEN 'waiting' THEN 'cross_check' END,
  steps, CASE status WHEN 'uploaded' THEN 0 ELSE 1 END, at, at + interval '40 seconds' * (steps - 1),
  CASE WHEN NOT in_work THEN @decision END, CASE WHEN NOT in_work THEN at + interval '40 seconds' END,
  CASE WHEN NOT in_work THEN CASE WHEN r % 40 = 7 THEN 'reviewer:ivanova' ELSE 'machine' END END,
  CASE WHEN NOT in_work THEN '2026.' || extract(month FROM at) END,
  CASE WHEN is_open THEN window_end END, NULL, valid_until,
  CASE WHEN is_open THEN CASE
      WHEN window_end - interval '3 days 15 hours' > @now THEN window_end - interval '3 days 15 hours'
      WHEN window_end - interval '1 days 15 hours' > @now THEN window_end - interval '1 days 15 hours'
      ELSE window_end + interval '10 minutes' END
    WHEN status = 'approved' THEN (valid_until - 90)::timestamp AT TIME ZONE 'UTC' + interval '6 hours'
    WHEN status = 'expiring' THEN (CASE WHEN valid_until > CAST(@now AS date) + 30 THEN valid_until - 30
      WHEN valid_until > CAST(@now AS date) + 7 THEN valid_until - 7 ELSE valid_until END)::timestamp
      AT TIME ZONE 'UTC' + interval '1 day' END,
  CASE WHEN is_open THEN CASE WHEN window_end - interval '3 days 15 hours' > @now THEN NULL
      WHEN window_end - interval '1 days 15 hours' > @now THEN 3 ELSE 1 END
    WHEN status = 'expiring' THEN CASE WHEN valid_until > CAST(@now AS date) + 30 THEN 90
      WHEN valid_until > CAST(@now AS date) + 7 THEN 30 ELSE 7 END END,
  NULL, CASE WHEN status = 'replaced' AND n + @many / @papers <= @many
    THEN (SELECT id FROM fill newer WHERE newer.n = fill.n + @many / @papers) END,
  CASE WHEN @leased THEN 'worker-1' END, CASE WHEN in_work AND status <> 'uploaded' THEN 1 ELSE 2 END,
  CASE WHEN @leased THEN CASE WHEN r % 2 = 0 THEN @now + interval '1 day' ELSE @now - interval '1 minute' END END,
  CASE WHEN in_work THEN CASE WHEN status = 'waiting' AND r % 2 = 0 THEN @now + interval '1 day' ELSE at END END,
  '{}', steps
FROM fill ORDER BY n
"""
ATTEMPTS = """
INSERT INTO attempts (document_id, number, cause, worker, started_at, ended_at, outcome)
SELECT id, 1, 'upload', 'worker-' || n % 8, at + interval '2 seconds',
  CASE WHEN NOT in_work THEN at + interval '40 seconds' END, CASE WHEN NOT in_work THEN outcome END
FROM fill WHERE status <> 'uploaded' ORDER BY n
"""
RESULTS = """
INSERT INTO stage_results (document_id, stage, attempt, outcome, inputs, digest, versions, seconds, finished_at, delta)
SELECT id, stage, 1, 'done', sha256, repeat('d', 64), '{"rules": "1", "pipeline": "0.1.0"}', 0.5,
  at + interval '30 seconds', delta
FROM fill CROSS JOIN (VALUES @deltas) made (stage, delta) WHERE NOT in_work
"""
FINDINGS = """
INSERT INTO findings (document_id, stage, number, code, weight, field, page, detail)
SELECT id, 'cross_check', 1, code, 'blocks', 'number', 1, '' FROM fill WHERE NOT in_work AND outcome <> 'approved'
UNION ALL
SELECT id, 'extraction', 1, other_code, 'doubt', 'issuer', 1, '' FROM fill WHERE NOT in_work AND r % 4 = 0
"""
DECISIONS = """
INSERT INTO decisions (id, document_id, attempt, outcome, reasons, notes, correct_by, decided_at, decided_by, cause,
  versions)
SELECT @decision, id, 1, outcome, CASE outcome WHEN 'approved' THEN '[]' ELSE
    format('[{"advice": "Загрузите исправленный документ.", "code": "%s", "correctable": true, "expected": "0123456", '
      '"field": "number", "found": "0123459", "message": "Номер не совпадает с записью реестра."}]', code) END,
  '[]', CASE WHEN outcome = 'rejected' THEN window_end END, at + interval '40 seconds',
  CASE WHEN r % 40 = 7 THEN 'reviewer:ivanova' ELSE 'machine' END, 'upload',
  '{"ocr": "tesseract 5.3", "pipeline": "0.1.0", "registry": "1", "rules": "1"}'
FROM fill WHERE NOT in_work ORDER BY n
"""
REASONS = """
INSERT INTO document_reasons (document_id, code)
SELECT id, code FROM fill WHERE NOT in_work AND outcome <> 'approved'
UNION
SELECT id, other_code FROM fill WHERE NOT in_work AND outcome = 'rejected' AND r % 3 = 0
"""
WINDOWS = """
INSERT INTO window_entries (document_id, number, event, at, cause, correct_by)
SELECT id, 1, 'opened', at + interval '40 seconds', 'upload', window_end FROM fill WHERE outcome = 'rejected'
UNION ALL
SELECT id, 2, 'closed', least(window_end, @now), CASE status WHEN 'replaced' THEN 'replaced' ELSE 'passed' END,
  window_end
FROM fill WHERE outcome = 'rejected' AND NOT is_open
"""
NOTICES = """
INSERT INTO notices (id, document_id, sequence, event, body, created_at, routed)
SELECT @notice, id, step, 'status_changed',
  format('{"at": "%s", "before": null, "correct_by": null, "document_id": "%s", "event": "status_changed", "kind": '
    '"%s", "revision": %s, "sequence": %s, "status": "%s"%s}', at, id, kind, step, step, @step_status,
    CASE WHEN step = 3 AND NOT in_work THEN format(', "decision": "%s", "notes": [], "reasons": []', @decision) END),
  at + interval '40 seconds' * (step - 1), n <= @many - @untold
FROM fill CROSS JOIN LATERAL generate_series(1, steps) step
"""
DELIVERIES = """
INSERT INTO deliveries (notice_id, channel, document_id, sequence, state, tries, next_at, delivered_at, error)
SELECT @notice, channel, id, step,
  CASE WHEN n > @many - 3 * @untold THEN 'pending' WHEN r = 4321 THEN 'dead' WHEN r = 777 THEN 'superseded'
    ELSE 'delivered' END,
  CASE WHEN r = 4321 THEN 12 WHEN n > @many - 3 * @untold THEN 0 ELSE 1 END, at,
  CASE WHEN n <= @many - 3 * @untold AND r NOT IN (4321, 777) THEN at + interval '1 minute' END,
  CASE WHEN r = 4321 THEN '503' ELSE '' END
FROM fill CROSS JOIN LATERAL generate_series(1, steps) step CROSS JOIN LATERAL unnest(
  CASE WHEN step = 3 AND NOT in_work AND r % 5 > 0 THEN ARRAY['webhook', 'email'] ELSE ARRAY['webhook'] END) channel
WHERE n <= @many - @untold
"""
KEYS = """
INSERT INTO idempotency_keys (client, route, key, fingerprint, status, body, headers, created_at)
SELECT client, 'POST /v1/documents', sha256, sha256, 202,
  format('{"created": true, "id": "%s", "kind": "%s", "revision": 1, "status": "uploaded"}', id, kind),
  format('{"Location": "/v1/documents/%s"}', id), at
FROM fill WHERE at > @now - interval '31 days'
"""
ANSWERS = """
INSERT INTO registry_answers (key, body, at)
SELECT sha256, decode(sha256, 'hex'), @now - interval '1 minute' * (n / 100) FROM fill WHERE n <= @many / 10
"""
TABLES = {
    "documents": DOCUMENTS, "attempts": ATTEMPTS, "stage_results": RESULTS, "findings": FINDINGS,
    "decisions": DECISIONS, "document_reasons": REASONS, "window_entries": WINDOWS, "notices": NOTICES,
    "deliveries": DELIVERIES, "idempotency_keys": KEYS, "registry_answers": ANSWERS,
}  # fmt: skip
"""In this order. With the audit log, all whose size grows with that of the cabinet."""
MORE_PLACES = {
    "decision": "left(id, 10) || 'D' || upper(substr(md5('decision' || n), 1, 15))",
    "notice": "'evt_' || left(id, 10) || step || upper(substr(md5('notice' || n || step), 1, 15))",
    "step_status": "CASE step WHEN 1 THEN 'uploaded' WHEN 2 THEN 'checking' WHEN 3 THEN CASE WHEN in_work THEN status"
    " ELSE outcome END ELSE status END",
    "leased": "(status = 'checking')",
    "untold": "greatest(@many / 500, 20)",
}
"""`untold`: the newest documents, whose notices have no deliveries yet; those of twice as many are still pending."""
