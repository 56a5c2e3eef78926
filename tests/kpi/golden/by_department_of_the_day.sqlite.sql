-- by_department_of_the_day: sum(deal.amount where urgent)
-- 2025-06, department

SELECT '2025-06-01' AS period,
  +COALESCE (
    (
      SELECT t1.team_id
      FROM move AS t1
      WHERE (
        (
          (t1.deleted_at IS NULL)
          AND (
            (
              ((t1.clerk_id = deal.seller_id) AND (t1.since_on <= deal.signed_on))
              AND (t1.team_id IS NOT NULL)
            )
            AND (t1.stage = 'won')
          )
        )
        AND (t1.since_on IS NOT NULL)
      )
      ORDER BY t1.since_on DESC, t1.id DESC
      LIMIT 1
    ),
      (
        SELECT t2.old_team_id
        FROM move AS t2
        WHERE (
          (
            (t2.deleted_at IS NULL)
            AND (
              (
                ((t2.clerk_id = deal.seller_id) AND (t2.since_on > deal.signed_on))
                AND (t2.old_team_id IS NOT NULL)
              )
              AND (t2.stage = 'won')
            )
          )
          AND (CAST(JULIANDAY('2000-01-01') - JULIANDAY(t2.since_on) AS INTEGER) IS NOT NULL)
        )
        ORDER BY CAST(JULIANDAY('2000-01-01') - JULIANDAY(t2.since_on) AS INTEGER) DESC,
          t2.id DESC
        LIMIT 1
      ),
    (SELECT of.team_id FROM clerk AS of WHERE of.id = deal.seller_id),
    NULL
  ) AS subject,
  COUNT(*) FILTER (WHERE (deal.urgent = 1)),
  SUM(deal.amount) FILTER (WHERE (deal.urgent = 1))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
