; Taken into the installer for Windows by electron-builder (NSIS). Its own file associations would make Earshot the
; program that a double click on any recording starts, and not give that back; here it is only offered by "Open with".
; https://learn.microsoft.com/windows/win32/shell/fa-file-types

!macro offerToOpen EXTENSION
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\SupportedTypes" ".${EXTENSION}" ""
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}" "FriendlyAppName" "${PRODUCT_NAME}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  ; As in electron-builder.yml.
  !insertmacro offerToOpen "mp3"
  !insertmacro offerToOpen "m4a"
  !insertmacro offerToOpen "m4b"
  !insertmacro offerToOpen "wav"
  !insertmacro offerToOpen "flac"
  !insertmacro offerToOpen "ogg"
  !insertmacro offerToOpen "oga"
  !insertmacro offerToOpen "opus"
  !insertmacro offerToOpen "aac"
  !insertmacro offerToOpen "wma"
  !insertmacro offerToOpen "aiff"
  !insertmacro offerToOpen "amr"
  !insertmacro offerToOpen "mp4"
  !insertmacro offerToOpen "m4v"
  !insertmacro offerToOpen "mov"
  !insertmacro offerToOpen "mkv"
  !insertmacro offerToOpen "webm"
  !insertmacro offerToOpen "avi"
  !insertmacro offerToOpen "mpg"
  !insertmacro offerToOpen "mpeg"
  !insertmacro offerToOpen "3gp"
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}"
!macroend
