import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { bridgeName, connectChannel, type DesktopBridge, portMessage } from '../ipc/desktop-bridge'

const bridge: DesktopBridge = {
  connect: () => {
    const { port1, port2 } = new MessageChannel()
    ipcRenderer.postMessage(connectChannel, null, [port1])
    // '/' means: to this very origin.
    window.postMessage(portMessage, '/', [port2])
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
}

contextBridge.exposeInMainWorld(bridgeName, bridge)
