/** The few declarations used of packages that ship no types. */
declare module 'cornerstone-math'

declare module 'hammerjs'

declare module 'cornerstone-tools' {
  interface ToolEventDetail {
    element: HTMLElement
    viewport: { scale: number; translation: { x: number; y: number } }
    deltaPoints: { page: { x: number; y: number } }
  }

  class BaseTool {
    constructor(props?: object, defaultProps?: object)
    name: string
  }

  interface CornerstoneTools {
    external: { cornerstone: unknown; cornerstoneMath: unknown; Hammer: unknown }
    getModule(name: 'segmentation'): { configuration: { segmentsPerLabelmap: number } }
    init(configuration: { mouseEnabled: boolean; touchEnabled: boolean; globalToolSyncEnabled: boolean; showSVGCursors: boolean }): void
    addToolForElement(element: HTMLElement, tool: new () => BaseTool, props?: object): void
    setToolActiveForElement(element: HTMLElement, name: string, options: { mouseButtonMask: number[] }): void
    setToolPassiveForElement(element: HTMLElement, name: string): void
    PanTool: new (props?: object) => BaseTool
    WwwcTool: new (props?: object) => BaseTool
    ZoomTool: new (props?: object) => BaseTool
  }

  const cornerstoneTools: CornerstoneTools
  export default cornerstoneTools
  export type { BaseTool, ToolEventDetail }
}
