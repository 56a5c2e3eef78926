-- exists_in_children: count(deal where exists(visit where cost > 10.50))
-- 2025-06, company

SELECT '2025-06-01' AS period, +NULL AS subject,
  COUNT(*) FILTER (
    WHERE (
      EXISTS (
        SELECT 1
        FROM visit AS t1
        WHERE (((t1.deleted_at IS NULL) AND (t1.deal_id = deal.id)) AND (t1.cost > 1050))
      )
    )
  )
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
