"""What does a cabinet of very many documents look like? (one row a document in a table of its own, by SQL)

Two years of uploads, ever more of them: a fifth of all in the last week, as at the end of a campaign. All follows from
the document's number by hashes, so that the same number of documents is the same cabinet. All people are invented.
"""

from __future__ import annotations

KINDS = {
    "higher_education_diploma": 24, "accreditation_certificate": 20, "specialist_certificate": 10,
    "advanced_training_certificate": 14, "residency_diploma": 6, "internship_certificate": 4, "retraining_diploma": 4,
    "labour_book": 3, "employment_history_extract": 5, "passport": 3, "snils_card": 3, "name_change_certificate": 1,
    "membership_certificate": 1, "employment_reference": 1, "medical_licence": 1,
}  # fmt: skip
"""In hundred documents."""
RECORDED = ("labour_book", "employment_history_extract")
WITH_END = ("accreditation_certificate", "specialist_certificate", "membership_certificate", "medical_licence")
CODES = (
    "REGISTRY_MISMATCH", "REGISTRY_NOT_FOUND", "SCAN_BLURRED", "FIELD_MISSING", "SIGNATURE_MISSING", "HOLDER_MISMATCH",
    "SURNAME_CHANGED", "PAGE_MISSING", "KIND_MISMATCH", "SCAN_GLARE",
)  # fmt: skip
IN_WORK = 200
"""One in so many documents is in work: the newest ones."""
PAPERS_A_HOLDER = 4

FUNCTIONS = """
CREATE FUNCTION fill_time(ms bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (ms >> place & 31)::int + 1, 1), '' ORDER BY place DESC)
  FROM unnest(ARRAY[0, 5, 10, 15, 20, 25, 30, 35, 40, 45]) place
$$;
CREATE FUNCTION fill_hash(n bigint, salt bigint, below bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT mod(hashint8extended(n, salt) & 9223372036854775807, below)
$$
"""
PLAN = """
CREATE UNLOGGED TABLE fill AS
WITH drawn AS (
  SELECT n, @now - interval '730 days' * power(1 - n / (@many + 1.0), 3) AS at,
         fill_hash(n, 1, 10000) AS r, fill_hash(n, 2, 1700) AS days,
         (ARRAY[@kinds])[fill_hash(n, 3, 100) + 1] AS kind
  FROM generate_series(1::bigint, @many) n
), dated AS (
  SELECT *, n > @many - greatest(@many / @in_work, 60) AS in_work, at > @now - interval '7 days 12 hours' AS is_new,
         (date_trunc('day', at AT TIME ZONE 'Europe/Moscow') + interval '8 days -1 second')
           AT TIME ZONE 'Europe/Moscow' AS window_end
  FROM drawn
), staged AS (
  SELECT *, CASE
    WHEN in_work THEN CASE WHEN r % 10 < 4 THEN 'uploaded' WHEN r % 10 < 9 THEN 'checking' ELSE 'waiting' END
    WHEN r < 7700 THEN CASE WHEN kind IN (@recorded) THEN 'recorded' ELSE 'approved' END
    WHEN r < 8500 THEN CASE WHEN is_new THEN 'rejected' WHEN r < 8100 THEN 'replaced'
                            WHEN r < 8300 THEN 'access_restricted' ELSE 'rejected' END
    WHEN r < 8800 THEN 'needs_review'
    WHEN r < 9200 THEN 'replaced'
    WHEN r < 9500 AND kind IN (@with_end) THEN 'expiring'
    WHEN r < 9700 AND kind IN (@with_end) THEN 'expired'
    WHEN r > 9850 THEN 'archived'
    ELSE 'approved' END AS status
  FROM dated
)
SELECT n, at, kind, status, r, in_work, window_end,
       fill_time((extract(epoch FROM at) * 1000)::bigint) || upper(substr(md5('id' || n), 1, 16)) AS id,
       md5('a' || n) || md5('b' || n) AS sha256,
       CASE WHEN r % 50 > 0 THEN md5('holder' || n % (@many / @papers)) END AS holder_key,
       CASE WHEN n % 5000 = 0 THEN 'pilot' WHEN n % 100 = 1 THEN 'import' WHEN n % 7 = 0 THEN 'portal' ELSE 'cabinet'
         END AS client,
       status = 'rejected' AND is_new AS is_open,
       CASE status WHEN 'rejected' THEN 'rejected' WHEN 'access_restricted' THEN 'rejected'
         WHEN 'needs_review' THEN 'needs_review'
         WHEN 'replaced' THEN CASE WHEN r < 8500 THEN 'rejected' ELSE 'approved' END
         ELSE 'approved' END AS outcome,
       CASE WHEN status = 'approved' AND kind IN (@with_end) THEN CAST(@now AS date) + 91 + days::int
         WHEN status = 'expiring' THEN CAST(@now AS date) + (days % 90)::int
         WHEN status = 'expired' THEN CAST(@now AS date) - 1 - (days % 400)::int END AS valid_until,
       (ARRAY[@codes])[1 + days % 10] AS code, (ARRAY[@codes])[1 + r % 10] AS other_code,
       CASE status WHEN 'uploaded' THEN 1 WHEN 'checking' THEN 2 WHEN 'waiting' THEN 3 WHEN 'replaced' THEN 4
         WHEN 'access_restricted' THEN 4 WHEN 'expiring' THEN 4 WHEN 'expired' THEN 4 WHEN 'archived' THEN 4
         ELSE 3 END AS steps
FROM staged
"""
READY = "CREATE UNIQUE INDEX fill_n ON fill (n); ANALYZE fill"
GONE = "DROP TABLE fill; DROP FUNCTION fill_time; DROP FUNCTION fill_hash"


def texts(values: tuple[str, ...] | list[str]) -> str:
    """Literals of SQL."""
    return ", ".join(f"'{value}'" for value in values)


def places(now: str, many: int) -> dict[str, str]:
    """What stands for `@now`, `@many` … in statements."""
    return {
        "now": f"TIMESTAMPTZ '{now}'", "many": str(many), "in_work": str(IN_WORK), "papers": str(PAPERS_A_HOLDER),
        "kinds": texts([kind for kind, share in KINDS.items() for _ in range(share)]), "recorded": texts(RECORDED),
        "with_end": texts(WITH_END), "codes": texts(CODES),
    }  # fmt: skip
