-- days_between: avg(deal.pieces where days_between(signed_on, paid_on) <= 30)
-- 2025-06, company

SELECT '2025-06-01' AS period, +NULL AS subject,
  COUNT(*) FILTER (
    WHERE (CAST(JULIANDAY(deal.paid_on) - JULIANDAY(deal.signed_on) AS INTEGER) <= 30)
  ),
  SUM(deal.pieces) FILTER (
    WHERE (CAST(JULIANDAY(deal.paid_on) - JULIANDAY(deal.signed_on) AS INTEGER) <= 30)
  ),
  COUNT(deal.pieces) FILTER (
    WHERE (CAST(JULIANDAY(deal.paid_on) - JULIANDAY(deal.signed_on) AS INTEGER) <= 30)
  )
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
