-- distinct: count_distinct(deal.helper where helper is not empty)
-- 2025-Q2, company

SELECT '' AS period, NULL AS subject, COUNT(*) FILTER (WHERE (deal.helper_id IS NOT NULL)),
  COUNT(DISTINCT deal.helper_id) FILTER (WHERE (deal.helper_id IS NOT NULL))
FROM deal AS deal
WHERE (
  (deal.deleted_at IS NULL)
  AND (
    (deal.signed_on >= CAST('2025-04-01' AS DATE))
    AND (deal.signed_on < CAST('2025-07-01' AS DATE))
  )
)
GROUP BY 1, 2;
