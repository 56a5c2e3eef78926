"""A lending library: the business of these tests, unrelated to any that is shipped."""

LIBRARY = """
module: {name: library, label: {zh_CN: 图书馆, en: Library}}
company: {name: 河边图书馆}
people: {entity: reader, name: name, department: branch, superior: superior}
roles:
  guest: {label: 访客}
  member: {label: 读者, includes: [guest]}
  librarian: {label: 馆员, includes: [member]}
  acquirer: {label: 采购, includes: [guest]}
  head: {label: 馆长, includes: [librarian]}
settings:
  loan_days: {type: integer, default: 14, min: 1, label: 借期}
  fine: {type: money, default: 0.50, label: 罚金}
  opens: {type: time, default: "09:00", label: 开门}
  longest_loan: {type: integer, default: 60, min: setting.loan_days, max: 365, label: {en: Longest loan}}
  tone: {type: choice, options: {kind: {en: Kind}, strict: {en: Strict}}, default: kind, label: {en: Tone}}
  desk: {type: string, required: true, label: {en: Desk}}
entities:
  branch:
    label: {zh_CN: 分馆, en: Branch}
    title: "{name}"
    fields:
      name: {type: string, required: true, unique: true, label: {zh_CN: 名称, en: Name}}
    permissions: {guest: {read: all}, head: {create: all, update: all, delete: all}}
  reader:
    label: {zh_CN: 读者, en: Reader}
    title: "{name}"
    fields:
      name: {type: string, required: true, label: {zh_CN: 姓名, en: Name}}
      branch: {type: link, to: branch, label: 分馆}
      superior: {type: link, to: reader, on_delete: clear, label: 主管}
      phone: {type: phone, private: true, label: 电话}
    permissions:
      member: {read: all}
      librarian: {create: all, update: all, delete: all, restore: all, import: all, export: all}
  author:
    label: {zh_CN: 作者, en: Author}
    title: "{name}"
    fields:
      name: {type: string, required: true, label: 姓名}
    permissions: {guest: {read: all}, librarian: {create: all, delete: all}}
  book:
    label: {zh_CN: 图书, en: Book}
    title: "{code} {name}"
    owner: keeper
    fields:
      code: {type: string, required: true, unique: true, pattern: "[A-Z]{2}[0-9]+", label: {zh_CN: 书号, en: Code}}
      name: {type: string, required: true, max_length: 40, label: {zh_CN: 书名, en: Name}}
      branch: {type: link, to: branch, label: {zh_CN: 分馆, en: Branch}}
      keeper: {type: link, to: reader, default: me, label: 保管人}
      authors: {type: links, to: author, label: {zh_CN: 作者, en: Authors}}
      kind: {type: choice, options: {novel: 小说, science: 科学, secret: 密档}, default: novel, label: {zh_CN: 类别, en: Kind}}
      tags: {type: choice, multiple: true, options: {old: 旧, rare: 珍本, lost: 遗失}, label: 标签}
      price: {type: money, min: 0, max: 100000, label: {zh_CN: 价格, en: Price}}
      cost: {type: money, read: [head], label: {zh_CN: 成本, en: Cost}}
      diary: {type: text, read: [head, owner], write: [head, owner], label: 手记}
      discount: {type: percent, label: 折扣}
      bought_on: {type: date, label: 购入日期}
      shelf: {type: string, write: [librarian], label: {zh_CN: 书架, en: Shelf}}
      secret_place: {type: string, required_if: "kind = 'secret'", visible_if: "kind = 'secret'", label: 密室}
      net: {type: money, formula: "price * (1 - coalesce(discount, 0))", label: {zh_CN: 净价, en: Net}}
      cover: {type: image, label: 封面}
    checks:
      - {that: "price >= cost", message: 价格不得低于成本, field: price}
    permissions:
      guest: {read: "kind != 'secret'"}
      librarian: {read: all, create: "kind != 'secret'", update: "keeper = me or branch = me.branch", delete: all, restore: all, export: all, import: all}
      acquirer: {create: all}
      head: {create: all, update: all}
    list: {columns: [code, name, branch, price, net, kind, bought_on], filters: [kind], sort: code, totals: [price], search: [code, name, branch]}
  loan:
    label: {zh_CN: 借阅, en: Loan}
    title: "{number} {reader.name}"
    due: due_on
    fields:
      number: {type: sequence, pattern: "JY{YYYY}{MM}{###}", label: {zh_CN: 单号, en: Number}}
      reader: {type: link, to: reader, default: me, required: true, label: {zh_CN: 借阅人, en: Reader}}
      branch: {type: link, to: branch, default: reader.branch, label: {zh_CN: 分馆, en: Branch}}
      month: {type: month, default: "today()", label: 月份}
      lent_on: {type: date, readonly: true, label: {zh_CN: 借出日期, en: Lent on}}
      days: {type: integer, default: setting.loan_days, min: 1, max: "setting.loan_days * 2", label: {zh_CN: 天数, en: Days}}
      due_on: {type: date, formula: "add_days(lent_on, days)", label: 应还日期}
      condition: {type: choice, options: {intact: 完好, damaged: 损坏}, required_if: "state = 'returned'", label: {zh_CN: 状况, en: Condition}}
      damage: {type: string, max_length: 20, visible_if: "condition = 'damaged'", label: {zh_CN: 损坏, en: Damage}}
      remark: {type: string, visible_if: "state = 'returned'", required_if: "damage = 'lost pages'", label: {zh_CN: 说明, en: Remark}}
      items: {type: lines, of: loan_item, label: {zh_CN: 明细, en: Items}}
      count: {type: integer, formula: "sum(items.copies)", label: 册数}
    workflow:
      states: {draft: 草稿, asked: {label: {zh_CN: 待批, en: Asked}, phase: wait}, lent: 借出, returned: {label: 已还, phase: ok}, refused: {label: 驳回, phase: bad}}
      transitions:
        ask: {label: {zh_CN: 提交, en: Submit}, from: draft, to: asked, by: [owner], when: "exists(items)", message: 请先添加图书}
        lend: {label: {zh_CN: 借出, en: Lend}, from: asked, to: lent, by: [reader.superior, head], when: "reader != me", set: {lent_on: today()}}
        refuse: {label: {zh_CN: 驳回, en: Refuse}, from: asked, to: refused, by: [librarian], ask: [comment]}
        give_back: {label: {zh_CN: 归还, en: Return}, from: lent, to: returned, by: [librarian], ask: [condition, damage, remark]}
      remind:
        - {when: "state = 'asked' and days > 20", to: [reader.superior], every: 1 workday, message: {zh_CN: "{title} 待批", en: "Decide on {title}"}}
    permissions:
      member: {read: "reader = me", create: "reader = me", update: "reader = me and state = 'draft'", delete: "reader = me and state = 'draft'"}
      librarian: {read: "branch = me.branch", restore: all, export: "branch = me.branch"}
      head: {read: all, update: all, delete: all}
  loan_item:
    label: {zh_CN: 借阅明细, en: Loan item}
    title: "{book.name}"
    fields:
      loan: {type: link, to: loan, required: true, label: 借阅}
      book: {type: link, to: book, required: true, where: "kind != 'secret' and (parent.loan.branch is empty or branch = parent.loan.branch)", label: {zh_CN: 图书, en: Book}}
      copies: {type: integer, required: true, default: 1, min: 1, label: {zh_CN: 册数, en: Copies}}
      value: {type: money, formula: "book.price * copies", label: 金额}
  stocktake:
    label: {zh_CN: 盘点, en: Stocktake}
    title: "{branch.name} {month}"
    unique: [[branch, month]]
    fields:
      branch: {type: link, to: branch, label: {zh_CN: 分馆, en: Branch}}
      month: {type: month, label: {zh_CN: 月份, en: Month}}
      place: {type: integer, label: 次序}
      counts: {type: lines, of: shelf_count, label: {zh_CN: 数目, en: Counts}}
    checks:
      - {that: "not exists(stocktake where place = parent.place and id != parent.id)", message: 次序重复, field: place}
      - {that: "count(stocktake where branch = parent.branch) <= 3", message: 盘点太多, field: branch}
    permissions:
      librarian: {read: "branch = me.branch", create: all, update: all, delete: all, restore: all}
  shelf_count:
    label: {zh_CN: 架上数, en: Shelf count}
    title: "{shelf}"
    unique: [[stocktake, shelf]]
    fields:
      stocktake: {type: link, to: stocktake, required: true, label: 盘点}
      shelf: {type: string, required: true, label: {zh_CN: 书架, en: Shelf}}
      books: {type: integer, label: {zh_CN: 册数, en: Books}}
  fine:
    label: {zh_CN: 罚单, en: Fine}
    title: "{loan.number}"
    fields:
      loan: {type: link, to: loan, required: true, label: {zh_CN: 借阅, en: Loan}}
      amount: {type: money, required: true, default: setting.fine, label: 金额}
      waived: {type: boolean, read: [head], label: 免除}
    permissions: {head: {read: all, create: all, delete: all, update: "waived is empty"}, acquirer: {read: "waived = true"}}
  note:
    label: 便条
    title: "{words}"
    fields:
      words: {type: string, required: true, label: 内容}
      book: {type: link, to: book, on_delete: cascade, label: 图书}
    permissions: {member: {read: "owner = me", create: true, update: "owner = me"}}
"""
