/** The parts of ECharts that the portal draws with; loaded when the first chart is shown. */
import { LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import * as core from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

core.use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer])

export const init = core.init
export type Chart = core.ECharts
export type { EChartsCoreOption as ChartOption } from 'echarts/core'
