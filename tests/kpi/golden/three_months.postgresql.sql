-- three_months: sum(deal.amount)
-- 2025-Q2, company

SELECT '2025-04-01' AS period, NULL AS subject, COUNT(*), SUM(deal.amount)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-04-01' AS DATE))
  AND (deal.signed_on < CAST('2025-05-01' AS DATE))
)
GROUP BY 2
UNION ALL
SELECT '2025-05-01' AS period, NULL AS subject, COUNT(*), SUM(deal.amount)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-05-01' AS DATE))
  AND (deal.signed_on < CAST('2025-06-01' AS DATE))
)
GROUP BY 2
UNION ALL
SELECT '2025-06-01' AS period, NULL AS subject, COUNT(*), SUM(deal.amount)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-06-01' AS DATE))
  AND (deal.signed_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
