-- year_to_date: ytd(sum(deal.amount)) / ytd(count(deal))
-- 2025-02, company

SELECT '2025-01-01' AS period, NULL AS subject, COUNT(*), SUM(deal.amount)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-01-01' AS DATE))
  AND (deal.signed_on < CAST('2025-02-01' AS DATE))
)
GROUP BY 2
UNION ALL
SELECT '2025-02-01' AS period, NULL AS subject, COUNT(*), SUM(deal.amount)
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-02-01' AS DATE))
  AND (deal.signed_on < CAST('2025-03-01' AS DATE))
)
GROUP BY 2;
