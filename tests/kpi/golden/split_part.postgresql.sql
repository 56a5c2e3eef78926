-- split_part: count(deal where urgent)
-- 2025-06, company, only stage = won

SELECT '2025-06-01' AS period, NULL AS subject,
  COUNT(*) FILTER (
    WHERE ((deal.urgent = CAST(True AS BOOLEAN)) AND (deal.stage = CAST('won' AS TEXT)))
  )
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-06-01' AS DATE))
  AND (deal.signed_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
