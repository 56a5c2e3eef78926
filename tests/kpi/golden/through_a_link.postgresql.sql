-- through_a_link: count(visit where deal.stage = 'won' and deal.seller.team is not empty)
-- 2025-06, company

SELECT '2025-06-01' AS period, NULL AS subject,
  COUNT(*) FILTER (
    WHERE (
      ((SELECT of.stage FROM deal AS of WHERE of.id = visit.deal_id) = CAST('won' AS TEXT))
      AND (
        (
          SELECT of.team_id
          FROM clerk AS of
          WHERE of.id = (SELECT of.seller_id FROM deal AS of WHERE of.id = visit.deal_id)
        ) IS NOT NULL
      )
    )
  )
FROM visit AS visit
WHERE (visit.deleted_at IS NULL)
AND (
  (visit.made_on >= CAST('2025-06-01' AS DATE))
  AND (visit.made_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
