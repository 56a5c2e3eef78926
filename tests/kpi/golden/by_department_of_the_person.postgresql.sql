-- by_department_of_the_person: sum(deal.amount where urgent)
-- 2025-06, department

SELECT '2025-06-01' AS period,
  (SELECT of.team_id FROM clerk AS of WHERE of.id = deal.seller_id) AS subject,
  COUNT(*) FILTER (WHERE (deal.urgent = CAST(True AS BOOLEAN))),
  SUM(deal.amount) FILTER (WHERE (deal.urgent = CAST(True AS BOOLEAN)))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-06-01' AS DATE))
  AND (deal.signed_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
