'use strict';
const WORDS = {
  en: {
    language: 'Language', state: 'State', load: 'Load', units: 'What runs, and for whom', job: 'Job', for: 'For',
    phase: 'State', active: 'Active', cpu: 'CPU', none: 'Nothing runs.', test: 'Test', testMe: 'Test me',
    testHelp: 'Keeps all processors busy, as you might, and measures how fast units stop.',
    harm: 'What lending may have cost you',
    harmHelp: 'Milliseconds in which your work may have waited: from the rise of your load until units stood still. Queue is the time your own programs were ready but not running while units ran; they wait for each other too, so it is an upper bound.',
    day: 'Day', waited: 'May have waited', queued: 'Queue', suspensions: 'Suspensions', falseAlarms: 'False alarms',
    left: 'Left', lent: 'Hours lent', cpuHours: 'CPU hours', byUnit: 'By unit', unit: 'Unit', limits: 'Limits',
    policy: 'Your policy', pause: 'Pause', pause1: 'Pause 1 h', pause8: 'Pause 8 h', finish: 'Finish', resume: 'Resume',
    you: 'You', grid: 'Units', memory: 'Memory free', disk: 'Disk free', temperature: 'Temperature', power: 'Power', battery: 'battery',
    mains: 'mains', diskWait: 'Waiting for a disk', network: 'Your network', unknown: 'unknown',
    available: 'Lending', suspended: 'Suspended', paused: 'Paused', draining: 'Finishing', until: 'until',
    connected: 'Connected to', unreachable: 'Out of reach:', cores: 'Cores', now: 'now', of: 'of', disk: 'Disk',
    stops: 'Stops from', back: 'back below', yourLoad: 'of your load', hot: 'Hottest', schedule: 'Schedule',
    none2: 'no limit', testing: 'Testing …', stood: 'Burst to standstill', went: 'End of the burst to going on',
    gone: 'The worker does not answer.', queued_phase: 'waiting', fetching: 'fetching', running: 'running',
    frozen: 'standing still', collecting: 'collecting', finished: 'finished', file: 'File',
    forecast: 'Forecast', idleFor: 'idle for', credit: 'Credit', unitsDone: 'units',
    notTold: 'the grid did not tell yet'
  },
  zh: {
    language: '语言', state: '状态', load: '负载', units: '正在运行什么、为谁运行', job: '作业', for: '为',
    phase: '状态', active: '运行', cpu: 'CPU', none: '没有单元在运行。', test: '测试', testMe: '测试一下',
    testHelp: '像您自己使用时那样让所有处理器忙起来，并测量单元多快停下。',
    harm: '出借可能让您付出的代价',
    harmHelp: '您的工作可能等待的毫秒数：从您的负载上升到单元静止。排队是单元运行期间您的程序就绪而未运行的时间；它们也互相等待，所以这是上限。',
    day: '日期', waited: '可能等待', queued: '排队', suspensions: '挂起次数', falseAlarms: '误报',
    left: '离开', lent: '出借小时', cpuHours: 'CPU 小时', byUnit: '按单元', unit: '单元', limits: '限制',
    policy: '您的策略', pause: '暂停', pause1: '暂停 1 小时', pause8: '暂停 8 小时', finish: '收尾', resume: '恢复',
    you: '您', grid: '网格占用', memory: '可用内存', disk: '可用磁盘', temperature: '温度', power: '电源', battery: '电池',
    mains: '外接电源', diskWait: '等待磁盘', network: '您的网络', unknown: '未知',
    available: '出借中', suspended: '已挂起', paused: '已暂停', draining: '排空中', until: '直到',
    connected: '已连接', unreachable: '无法连接：', cores: '核心', now: '现在', of: '共', disk: '磁盘',
    stops: '停止于', back: '恢复低于', yourLoad: '（您的负载）', hot: '最高温度', schedule: '时间表',
    none2: '不限', testing: '测试中……', stood: '从突发到静止', went: '从突发结束到继续',
    gone: '工作端没有回应。', queued_phase: '等待中', fetching: '下载中', running: '运行中',
    frozen: '静止', collecting: '收集中', finished: '已完成', file: '文件',
    forecast: '预测', idleFor: '的概率保持空闲，时长', credit: '积分', unitsDone: '个单元',
    notTold: '网格尚未告知'
  }
};
