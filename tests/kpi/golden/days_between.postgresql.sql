-- days_between: avg(deal.pieces where days_between(signed_on, paid_on) <= 30)
-- 2025-06, company

SELECT '2025-06-01' AS period, NULL AS subject,
  COUNT(*) FILTER (WHERE (CAST(deal.paid_on - deal.signed_on AS BIGINT) <= CAST(30 AS BIGINT))),
  SUM(deal.pieces) FILTER (
    WHERE (CAST(deal.paid_on - deal.signed_on AS BIGINT) <= CAST(30 AS BIGINT))
  ),
  COUNT(deal.pieces) FILTER (
    WHERE (CAST(deal.paid_on - deal.signed_on AS BIGINT) <= CAST(30 AS BIGINT))
  )
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-06-01' AS DATE))
  AND (deal.signed_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
