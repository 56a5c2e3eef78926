-- two_dates: sum(deal.amount on paid_on) / sum(deal.amount on due_on)
-- 2025-06, company

SELECT '2025-06-01' AS period, NULL AS subject, COUNT(*), SUM(deal.amount)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.paid_on >= CAST('2025-06-01' AS DATE))
  AND (deal.paid_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;

SELECT '2025-06-01' AS period, NULL AS subject, COUNT(*), SUM(deal.amount)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.due_on >= CAST('2025-06-01' AS DATE)) AND (deal.due_on < CAST('2025-07-01' AS DATE)))
GROUP BY 2;
