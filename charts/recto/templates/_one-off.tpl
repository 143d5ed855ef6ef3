{{/* The pod of a Job that does one thing and ends. root, component, account, image, command, env, files, resources. */}}
{{- define "recto.oneOffPod" -}}
metadata:
  labels:
    {{- include "recto.labels" (list .root .component) | nindent 4 }}
spec:
  serviceAccountName: {{ include "recto.name" (list .root .account) }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  restartPolicy: OnFailure
  securityContext:
    {{- include "recto.podSecurity" .root | nindent 4 }}
  {{- include "recto.pullSecrets" .root | nindent 2 }}
  containers:
    - name: {{ .component }}
      image: {{ include "recto.image" (list .root .image) }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      command: {{ toJson .command }}
      env:
        {{- .env | nindent 8 }}
      resources: {{ toYaml .root.Values.migrations.resources | nindent 8 }}
      securityContext:
        {{- include "recto.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- range $name, $secret := .files }}
        - {name: {{ $name }}, mountPath: /etc/recto/{{ $name }}, readOnly: true}
        {{- end }}
  volumes:
    - {name: tmp, emptyDir: {}}
    {{- range $name, $secret := .files }}
    - {name: {{ $name }}, secret: {secretName: {{ $secret }}}}
    {{- end }}
{{- end }}
