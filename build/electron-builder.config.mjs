/** Installable packages. The runtime is Electron's own download, or an unpacked one named by ELECTRON_OVERRIDE_DIST_PATH. */
export default {
  appId: 'org.lightvessel.workstation',
  productName: 'LightVessel Workstation',
  // `package.json` names the owner; nothing is published by this script.
  publish: null,
  directories: { output: '.build/package', buildResources: 'assets/icons' },
  ...(process.env.ELECTRON_OVERRIDE_DIST_PATH ? { electronDist: process.env.ELECTRON_OVERRIDE_DIST_PATH } : {}),
  files: ['package.json', '.build/electron/**', '.build/renderer/**', '!**/*.map'],
  // Opened by C code, which cannot look into the archive.
  extraResources: [
    { from: 'assets', to: 'assets' },
    { from: '.native/engine', to: 'native/engine' },
  ],
  asarUnpack: ['**/*.node', '**/node_modules/sharp/**', '**/node_modules/@img/**'],
  npmRebuild: false,
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    // Playwright needs it: only a package made for the end-to-end tests leaves it on.
    enableNodeCliInspectArguments: process.env.LIGHTVESSEL_PACKAGE_FOR_TESTS === '1',
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: { target: ['tar.gz'], category: 'MedicalSoftware', artifactName: 'lightvessel-workstation-${version}-${arch}.${ext}' },
  mac: { target: ['dir'] },
  win: { target: ['dir'] },
}
