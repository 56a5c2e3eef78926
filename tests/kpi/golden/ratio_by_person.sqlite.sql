-- ratio_by_person: count(deal where stage = 'won') / count(deal where stage in ('won','lost'))
-- 2025-06, employee

SELECT '2025-06-01' AS period, + deal.seller_id AS subject,
  COUNT(*) FILTER (WHERE (deal.stage = 'won')),
  COUNT(*) FILTER (WHERE (deal.stage IN ('won', 'lost')))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
