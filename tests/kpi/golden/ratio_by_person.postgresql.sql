-- ratio_by_person: count(deal where stage = 'won') / count(deal where stage in ('won','lost'))
-- 2025-06, employee

SELECT '2025-06-01' AS period, deal.seller_id AS subject,
  COUNT(*) FILTER (WHERE (deal.stage = CAST('won' AS TEXT))),
  COUNT(*) FILTER (WHERE (deal.stage IN (CAST('won' AS TEXT), CAST('lost' AS TEXT))))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-06-01' AS DATE))
  AND (deal.signed_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
