{{/*
The pod of one of the five services.
root, component, module: who it is. env: what only it is told. files, mounts, volumes: what only it has.
state: the volume of its state folder, gone with the pod if not said; hasClaim: a StatefulSet's own.
token: whether it speaks to Kubernetes.
*/}}
{{- define "recto.servicePod" -}}
{{- $here := list .root .component -}}
{{- $values := include "recto.values" $here | fromYaml -}}
{{- $files := merge (dict) (include "recto.kafka.files" $here | fromYaml) (include "recto.objects.files" .root | fromYaml) (.files | default dict) -}}
metadata:
  labels:
    {{- include "recto.labels" $here | nindent 4 }}
  {{- with merge (dict) (.annotations | default dict) ($values.podAnnotations | default dict) }}
  annotations: {{ toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "recto.name" $here }}
  automountServiceAccountToken: {{ .token | default false }}
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ add .root.Values.stopSeconds 20 }}
  securityContext:
    {{- include "recto.podSecurity" .root | nindent 4 }}
  {{- include "recto.pullSecrets" .root | nindent 2 }}
  containers:
    - name: {{ .component }}
      image: {{ include "recto.image" (list .root $values.image) }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      command: [python, -m, {{ .module }}]
      ports:
        - {name: http, containerPort: 8080}
      env:
        {{- include "recto.common.env" .root | nindent 8 }}
        {{- include "recto.kafka.env" $here | nindent 8 }}
        {{- include "recto.objects.env" .root | nindent 8 }}
        {{- with include "recto.tracing.env" .root }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- with .env }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- include "recto.settings.env" $values.settings | nindent 8 }}
      {{- include "recto.probes" . | nindent 6 }}
      resources: {{ toYaml $values.resources | nindent 8 }}
      securityContext:
        {{- include "recto.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - {name: state, mountPath: /var/lib/recto/state}
        {{- with .mounts }}{{ . | nindent 8 }}{{ end }}
        {{- include "recto.mounts" (list .root $files) | nindent 8 }}
  volumes:
    {{- if not .hasClaim }}
    - name: state
      {{- .state | default "emptyDir: {}" | nindent 6 }}
    {{- end }}
    {{- with .volumes }}{{ . | nindent 4 }}{{ end }}
    {{- include "recto.volumes" (list .root $files) | nindent 4 }}
  {{- with include "recto.spread" $here }}
  topologySpreadConstraints: {{ . | nindent 4 }}
  {{- end }}
  {{- include "recto.placement" $values | nindent 2 }}
{{- end }}
