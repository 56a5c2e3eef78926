-- two_entities: sum(visit.cost) / sum(deal.amount where stage != 'lost')
-- 2025-06, company

SELECT '2025-06-01' AS period, +NULL AS subject, COUNT(*), SUM(visit.cost)
FROM visit AS visit
WHERE (visit.deleted_at IS NULL)
AND ((visit.made_on >= '2025-06-01') AND (visit.made_on < '2025-07-01'))
GROUP BY 2;

SELECT '2025-06-01' AS period, +NULL AS subject,
  COUNT(*) FILTER (WHERE (deal.stage IS NOT 'lost')),
  SUM(deal.amount) FILTER (WHERE (deal.stage IS NOT 'lost'))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
