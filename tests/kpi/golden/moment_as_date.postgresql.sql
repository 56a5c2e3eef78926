-- moment_as_date: count(deal on closed_at)
-- 2025-06, company

SELECT '2025-06-01' AS period, NULL AS subject, COUNT(*)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.closed_at >= CAST('2025-06-01 00:00:00' AS TIMESTAMP))
  AND (deal.closed_at < CAST('2025-07-01 00:00:00' AS TIMESTAMP))
)
GROUP BY 2;
