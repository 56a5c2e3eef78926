-- last_value: last(deal.amount where urgent on signed_on)
-- 2025-06, company

SELECT SUBSTR(deal.signed_on, 1, 10) AS period, NULL AS subject,
  COUNT(*) FILTER (WHERE (deal.urgent = 1)),
  SUM(deal.amount) FILTER (WHERE (deal.urgent = 1))
FROM deal AS deal
WHERE (
  (deal.deleted_at IS NULL)
  AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
)
GROUP BY 1, 2;
