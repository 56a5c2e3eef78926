-- ratio_of_counts: count(deal where stage = 'won') / count(deal where stage in ('won','lost'))
-- 2025-06, company

SELECT '2025-06-01' AS period, +NULL AS subject, COUNT(*) FILTER (WHERE (deal.stage = 'won')),
  COUNT(*) FILTER (WHERE (deal.stage IN ('won', 'lost')))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
