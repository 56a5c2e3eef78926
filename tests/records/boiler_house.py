"""A boiler house: caretakers read meters and check boilers, whether or not they think of it."""

BOILER_HOUSE = """
people: {entity: caretaker, name: name}
company: {name: {en: Boiler house}, time_zone: Europe/Paris}
roles: {worker: {label: {en: Worker}}, head: {label: {en: Head}}}
settings:
  answer_days: {type: integer, default: 3, min: 1, label: {en: Days to answer}}
entities:
  caretaker:
    label: {en: Caretaker}
    title: "{name}"
    fields:
      name: {type: string, required: true, label: {en: Name}}
      left_on: {type: date, label: {en: Left on}}
    permissions: {worker: {read: all}}
  reading:
    label: {zh_CN: 抄表, en: Reading}
    title: "{read_on} {caretaker.name}"
    owner: caretaker
    fields:
      number: {type: sequence, pattern: "R{YYYY}{###}", label: {en: Number}}
      caretaker: {type: link, to: caretaker, required: true, default: me, label: {en: Caretaker}}
      read_on: {type: date, required: true, default: today(), label: {en: Day}}
      due_on: {type: date, default: "add_days(today(), 1)", label: {en: Due on}}
      value: {type: integer, max: 900, label: {en: Value}}
    checks:
      - {that: "caretaker.name != 'Nobody'", message: {en: Nobody reads no meter}, field: caretaker}
    permissions: {worker: {read: all, create: true, update: all, delete: all}}
    duties:
      daily:
        label: {en: Daily reading}
        every: workday
        each: caretaker
        when: "left_on is empty or left_on >= today()"
        set: {caretaker: id, read_on: today()}
        match: [caretaker, read_on]
  inspection:
    label: {en: Inspection}
    title: "{due_on}"
    fields:
      due_on: {type: date, required: true, label: {en: Due on}}
      note: {type: string, label: {en: Note}}
    permissions: {head: {read: all, create: true, delete: all}}
    duties:
      monthly: {every: month, day: 31, ahead: 3, set: {due_on: today(), note: every month}}
  complaint:
    label: {en: Complaint}
    title: "{text}"
    fields:
      text: {type: string, required: true, label: {en: Text}}
      about: {type: link, to: caretaker, label: {en: About}}
      heard_on: {type: date, default: today(), label: {en: Heard on}}
    workflow:
      states: {heard: {en: Heard}, taken: {en: Taken up}, dropped: {en: Dropped}}
      transitions:
        take: {label: {en: Take up}, from: heard, to: taken, by: [head]}
        drop: {label: {en: Drop}, from: [heard, taken], to: dropped, by: [head]}
    permissions: {worker: {read: all, create: true}, head: {read: all, create: true, update: all, delete: all}}
  answer:
    label: {en: Answer}
    title: "{complaint.text}"
    owner: writer
    fields:
      complaint: {type: link, to: complaint, required: true, on_delete: cascade, label: {en: Complaint}}
      writer: {type: link, to: caretaker, required: true, label: {en: Writer}}
      due_on: {type: date, required: true, label: {en: Due on}}
      sent_on: {type: date, label: {en: Sent on}}
    permissions: {worker: {read: all, create: true}, head: {read: all, create: true, delete: all}}
    duties:
      answer: {each: complaint, when: "state = 'taken'", set: {complaint: id, writer: about, due_on: "add_days(heard_on, setting.answer_days)"}}
"""
