-- distinct_by_another_person: count_distinct(deal.seller by helper)
-- 2025-06, employee

SELECT '' AS period, deal.helper_id AS subject, COUNT(*), COUNT(DISTINCT deal.seller_id)
FROM deal AS deal
WHERE (
  (deal.deleted_at IS NULL)
  AND (
    (deal.signed_on >= CAST('2025-06-01' AS DATE))
    AND (deal.signed_on < CAST('2025-07-01' AS DATE))
  )
)
GROUP BY 1, 2;
