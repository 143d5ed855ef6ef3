{{/* A policy of one part; what it allows follows. (list root part what) */}}
{{- define "recto.policy.head" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "recto.name" . }}-{{ index . 2 }}
  namespace: {{ (index . 0).Release.Namespace }}
  labels:
    {{- include "recto.labels" . | nindent 4 }}
{{- end }}

{{- define "recto.policy.pods" -}}
podSelector:
  matchLabels:
    {{- include "recto.selector" . | nindent 4 }}
{{- end }}

{{/* One rule: peers, and TCP ports. (dict "direction" "to" "peers" list "ports" list) */}}
{{- define "recto.policy.rule" -}}
- ports:
    {{- range .ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
  {{- with .peers }}
  {{ $.direction }}: {{ toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The ports of host:port, host:port. */}}
{{- define "recto.kafka.ports" -}}
{{- $ports := list -}}
{{- range splitList "," (include "recto.kafka.bootstrap" .) }}{{ $ports = append $ports (splitList ":" (trim .) | last | int) }}{{ end -}}
{{ concat $ports (.Values.networkPolicy.to.kafkaPorts | default list) | uniq | toJson }}
{{- end }}

{{- define "recto.objects.port" -}}
{{- $parts := splitList ":" .Values.objects.endpoint -}}
{{ gt (len $parts) 1 | ternary (last $parts) (.Values.objects.secure | ternary "443" "80") }}
{{- end }}

{{/* Where the brokers are: where it was said, or in Strimzi's pods of the cluster. */}}
{{- define "recto.kafka.peers" -}}
{{- $ofStrimzi := list -}}
{{- if not .Values.kafka.bootstrapServers -}}
{{- $ofStrimzi = list (dict
    "podSelector" (dict "matchLabels" (dict "strimzi.io/name" (printf "%s-kafka" .Values.kafka.strimzi.cluster)))
    "namespaceSelector" (dict "matchLabels" (dict "kubernetes.io/metadata.name" (include "recto.kafka.namespace" .)))) -}}
{{- end -}}
{{ default $ofStrimzi .Values.networkPolicy.to.kafka | toJson }}
{{- end }}
