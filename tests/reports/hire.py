"""A boat hire: one form with lines and a workflow, one figure, two documents."""

HIRE = """
module: {name: hire, label: 租船}
company: {name: {zh_CN: 东湖游船公司, en: East Lake Boats}, address: 湖滨路 1 号, phone: "027-1", motto: 平安出航}
people: {entity: skipper, name: name}
roles: {boss: {label: 船东}, clerk: {label: 店员}, guest: {label: 客人}}
settings: {deposit: {type: money, default: 200, label: 押金}}
entities:
  skipper:
    label: 船长
    title: "{name}"
    fields: {name: {type: string, label: 姓名}}
    permissions: {boss: {read: all, create: true}}
  boat:
    label: 船
    title: "{name}"
    fields:
      name: {type: string, required: true, label: 船名}
      kind: {type: choice, options: {sail: 帆船, row: 划艇}, label: 船型}
      cost: {type: money, label: 造价, read: [boss]}
      photo: {type: image, label: 照片}
    permissions: {boss: {read: all, create: true}, clerk: {read: all}, guest: {read: all}}
  booking:
    label: 租约
    title: "{number} {guest}"
    fields:
      number: {type: sequence, pattern: "ZC{YYYY}{##}", label: 租约编号}
      boat: {type: link, to: boat, required: true, label: 船}
      guest: {type: string, required: true, label: 租船人}
      hired_on: {type: date, label: 租用日期}
      since: {type: month, label: 会员起始}
      share: {type: percent, label: 折扣}
      paid: {type: boolean, label: 已付}
      note: {type: text, label: 说明}
      extras: {type: lines, of: extra, label: 附加项目}
      total: {type: money, formula: sum(extras.amount), label: 合计}
    workflow:
      states: {draft: 草稿, firm: {label: 已确认, phase: ok}}
      transitions: {confirm: {label: 确认, from: draft, to: firm, by: [boss]}}
    permissions: {boss: {read: all, create: true, update: true, print: all}, clerk: {read: all, print: all}, guest: {read: all}}
  extra:
    label: 附加项目
    title: "{what}"
    fields:
      booking: {type: link, to: booking, required: true, on_delete: cascade, label: 租约}
      what: {type: string, required: true, label: 项目}
      qty: {type: integer, default: 1, label: 数量}
      price: {type: money, default: 0, label: 单价}
      amount: {type: money, formula: qty * price, label: 金额}
    permissions: {boss: {read: all}, clerk: {read: all}, guest: {read: all}}
kpis:
  income: {label: 收入, formula: sum(extra.amount), bind: {extra: {date: booking.hired_on}}, unit: money, subject: company, decimals: 2, target: 300, explain: "附加项目金额之和。按租用日期。"}
dashboards: {figures: {label: 经营指标, kpis: [income], periods: 3, view: [boss]}}
reports:
  receipt: {label: 租船收据, of: booking, template: receipt.html, when: "total > 0", draft: "state = 'draft'", number: "{number}"}
  figures: {label: 经营指标表, dashboard: figures, template: table.html, paper: A4 landscape}
"""

RECEIPT = """{% extends '_document.html' %}
{% import '_furniture.html' as f with context %}
{% block body %}
{{ f.pairs([[(label('guest'), record.guest), (label('boat'), record.boat)],
            [('船型', record.boat.kind), ('造价', record.boat.cost)],
            [('日期', record.hired_on|date), ('折扣', record.share)],
            [('会员', record.since), ('已付', record.paid)]], [12, 38, 12, 38]) }}
{% call(line, number) f.table([('序号', 10, 'c'), (label('extras.what'), 50, 'l'), ('数量', 20, 'r'), ('金额', 20, 'r')],
    record.extras, [[('合计', 3, 'l'), (record.total, 1, 'r')]]) %}
<td class="c">{{ number }}</td><td>{{ line.what }}</td><td class="r">{{ line.qty }}</td><td class="r">{{ line.amount }}</td>
{% endcall %}
<p>大写：{{ record.total|capital }}；押金 {{ setting.deposit|money }}；{{ company.motto }}</p>
{% for text in record.note|paragraphs %}<p>{{ text }}</p>{% endfor %}
<p>同船：{{ find('booking', boat=record.boat.id)|length }} 次</p>
{% endblock %}
"""

TABLE = """{% extends '_document.html' %}
{% block body %}<table class="grid"><tr><th>指标</th>{% for month in board.months %}<th>{{ month }}</th>{% endfor %}</tr>
{% for row in board.rows %}<tr><td>{{ row.indicator.label }} {{ row.indicator.target }}</td>{% for cell in row.cells %}<td>{{ cell.text }} {{ cell.verdict }}</td>{% endfor %}</tr>{% endfor %}</table>{% endblock %}
"""
