-- average_and_extremes: avg(deal.pieces) + min(deal.pieces) - max(deal.pieces)
-- 2025-06, company

SELECT '2025-06-01' AS period, NULL AS subject, COUNT(*), SUM(deal.pieces), COUNT(deal.pieces),
  MIN(deal.pieces),
  MAX(deal.pieces)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-06-01' AS DATE))
  AND (deal.signed_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
