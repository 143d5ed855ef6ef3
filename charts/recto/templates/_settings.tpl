{{/* What settings.py of a service calls a, as the variable RECTO_A. */}}
{{- define "recto.settings.env" -}}
{{- range $name, $value := . }}
- name: RECTO_{{ upper $name }}
  value: {{ kindIs "map" $value | ternary (toJson $value) (kindIs "float64" $value | ternary (include "recto.number" $value) (toString $value)) | quote }}
{{- end }}
{{- end }}

{{/* Helm reads whole numbers as floats and would write large ones as 1e+06. */}}
{{- define "recto.number" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{/* What every service is told. */}}
{{- define "recto.common.env" -}}
- {name: RECTO_HTTP__HOST, value: "0.0.0.0"}
- {name: RECTO_HTTP__PORT, value: "8080"}
- {name: RECTO_LOG_LEVEL, value: {{ .Values.logLevel }}}
- {name: RECTO_STATE_DIR, value: /var/lib/recto/state}
- {name: RECTO_STOP_SECONDS, value: {{ .Values.stopSeconds | quote }}}
{{- end }}

{{/* Where images and readings lie. */}}
{{- define "recto.objects.env" -}}
{{- with .Values.objects }}
{{- if .volume.enabled }}
- {name: RECTO_OBJECTS__URL, value: /var/lib/recto/objects}
{{- else }}
- {name: RECTO_OBJECTS__URL, value: {{ .url }}}
- {name: RECTO_OBJECTS__ENDPOINT, value: {{ .endpoint | quote }}}
- {name: RECTO_OBJECTS__REGION, value: {{ .region }}}
- {name: RECTO_OBJECTS__SECURE, value: {{ .secure | quote }}}
- name: RECTO_OBJECTS__ACCESS_KEY
  valueFrom: {secretKeyRef: {name: {{ $.Values.secrets.objects }}, key: access-key}}
- name: RECTO_OBJECTS__SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ $.Values.secrets.objects }}, key: secret-key}}
{{- if .caSecret }}
- {name: RECTO_OBJECTS__CA_FILE, value: /etc/recto/objects-ca/ca.crt}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "recto.objects.files" -}}
{{- if and .Values.objects.caSecret (not .Values.objects.volume.enabled) }}
objects-ca: {{ .Values.objects.caSecret }}
{{- end }}
{{- end }}

{{- define "recto.token.env" -}}
- name: RECTO_TOKEN
  valueFrom: {secretKeyRef: {name: {{ .Values.secrets.token }}, key: token}}
{{- end }}

{{/* The gateway's database; SQLite lies in its state folder without being told. */}}
{{- define "recto.database.env" -}}
{{- if eq .Values.database.kind "postgresql" }}
- name: RECTO_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secrets.database }}, key: url}}
- {name: RECTO_DATABASE_CONNECTIONS, value: {{ .Values.database.connections | quote }}}
{{- end }}
{{- end }}

{{- define "recto.database.files" -}}
{{- with .Values.database.caSecret }}
database: {{ . }}
{{- end }}
{{- end }}

{{/* For every process that reads or trains: glibc maps and unmaps large tensors at each call otherwise, four times slower. */}}
{{- define "recto.malloc.env" -}}
- {name: MALLOC_MMAP_THRESHOLD_, value: "2147483648"}
- {name: MALLOC_TRIM_THRESHOLD_, value: "8589934592"}
- {name: MALLOC_TOP_PAD_, value: "268435456"}
{{- end }}
