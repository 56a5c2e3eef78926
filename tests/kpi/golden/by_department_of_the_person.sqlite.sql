-- by_department_of_the_person: sum(deal.amount where urgent)
-- 2025-06, department

SELECT '2025-06-01' AS period,
  + (SELECT of.team_id FROM clerk AS of WHERE of.id = deal.seller_id) AS subject,
  COUNT(*) FILTER (WHERE (deal.urgent = 1)),
  SUM(deal.amount) FILTER (WHERE (deal.urgent = 1))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
