-- split_part: count(deal where urgent)
-- 2025-06, company, only stage = won

SELECT '2025-06-01' AS period, +NULL AS subject,
  COUNT(*) FILTER (WHERE ((deal.urgent = 1) AND (deal.stage = 'won')))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
